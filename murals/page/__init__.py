"""The web page: a module per tab over the functions of the command line, for people who look rather than type."""
