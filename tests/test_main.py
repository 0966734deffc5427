import subprocess
import sys

from murals import __version__


def test_the_module_is_the_command_line():
    done = subprocess.run([sys.executable, "-m", "murals", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == __version__
