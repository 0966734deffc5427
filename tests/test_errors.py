from murals.errors import MuralsError, did_you_mean


def test_a_near_name_is_suggested():
    assert did_you_mean("resnet99", ["resnet101", "vgg16"]) == "did you mean resnet101?"


def test_nothing_is_suggested_where_nothing_is_near():
    assert did_you_mean("swin", ["vgg16", "convnext"]) == ""


def test_the_error_is_its_sentence():
    assert str(MuralsError("no image at a.png")) == "no image at a.png"
