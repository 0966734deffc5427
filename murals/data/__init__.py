"""Training pairs: recipes of damage, splits, folders of pairs, fastai loaders."""
