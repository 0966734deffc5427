from murals.downloads.catalogue import DATA_SETS
from murals.downloads.settings import DownloadSettings
from murals.options import declared


def test_the_help_names_every_data_set():
    (name,) = [one for one in declared(DownloadSettings) if one.name == "name"]
    assert all(data_set in name.option.help for data_set in DATA_SETS)
