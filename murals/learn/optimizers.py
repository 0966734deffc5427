"""The optimizers that a row of the table may name; each is called with the parameter groups, as fastai does."""

from functools import partial

from fastai.optimizer import Adam

# torch.optim.Adam in fastai's terms, for the preset `original`; pix2pix and the course project's FCN take beta1 = .5
torch_adam = partial(Adam, mom=0.9, sqr_mom=0.999, eps=1e-8, wd=0.0)
gan_adam = partial(torch_adam, mom=0.5)
adamw = partial(Adam, eps=1e-8)  # fastai's own eps, 1e-5, is above the gradients of a U-Net's deepest layers
OPTIMIZERS = {"adamw": adamw, "fastai_adam": Adam, "torch_adam": torch_adam, "gan_adam": gan_adam}
