"""Image translation after the course project and Isola et al. 2017: an image of one kind becomes one of another."""
