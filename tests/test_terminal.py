import json
import logging

import pytest
import typer
from rich.table import Table

from murals.errors import MuralsError
from murals.terminal import INTERRUPTED, LogBar, Output, TerminalProgress, command


def run(error=None):
    with command(as_json=False, quiet=False, debug=False) as output:
        if error:
            raise error
        return output


@pytest.mark.parametrize(
    ("error", "code", "text"),
    [
        (MuralsError("no image at a.png"), 1, "murals: no image at a.png\n"),
        (KeyboardInterrupt(), INTERRUPTED, "murals: stopped; what was finished is kept\n"),
        (OSError("disk gone"), 1, "murals: OSError: disk gone\n"),
    ],
)
def test_an_error_is_a_sentence_and_a_code(error, code, text, capsys):
    with pytest.raises(typer.Exit) as end:
        run(error)
    assert end.value.exit_code == code
    assert capsys.readouterr() == ("", text)


def test_a_command_says_how_its_work_goes_on(capsys):
    with pytest.raises(typer.Exit), command(as_json=False, quiet=False, debug=False, kept='"--resume" goes on'):
        raise KeyboardInterrupt
    assert capsys.readouterr().err == 'murals: stopped; "--resume" goes on\n'


def test_a_programming_mistake_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        run(ZeroDivisionError())


def test_messages_go_to_standard_error(capsys):
    with command(as_json=True, quiet=False, debug=False):
        logging.getLogger("murals").warning("the pairs are enlarged")
    assert capsys.readouterr() == ("", "the pairs are enlarged\n")


def test_quiet_is_quiet(capsys):
    with command(as_json=False, quiet=True, debug=False) as output:
        logging.getLogger("murals").warning("the pairs are enlarged")
        output.show("a table")
        list(output.progress.track(range(3), "tiles"))
    assert capsys.readouterr() == ("", "")


def test_the_logger_is_left_as_it_was():
    logger = logging.getLogger("murals")
    before = logger.level, logger.propagate, list(logger.handlers)
    with command(as_json=False, quiet=True, debug=False):
        pass
    assert (logger.level, logger.propagate, logger.handlers) == before


def test_json_is_alone_on_standard_output(capsys):
    output = Output(as_json=True, quiet=False)
    output.show("a table")
    output.wrote(page="index.html")
    output.result({"a": 1})
    assert json.loads(capsys.readouterr().out) == {"a": 1}


def test_a_table_in_a_log_keeps_its_words_whole(capsys):
    table = Table("phase", *(f"a rather long heading {i}" for i in range(5)))
    table.add_row("decoder + stage4", *"12345")
    Output(as_json=False, quiet=False).show(table)
    text = capsys.readouterr().out
    assert "decoder + stage4" in text and "a rather long heading 4" in text


def test_what_was_written_is_said(capsys):
    Output(as_json=False, quiet=False).wrote(contact_sheet="a.png")
    assert capsys.readouterr().out == "contact sheet: a.png\n"


def test_a_log_gets_a_line_at_the_end(capsys):
    assert list(TerminalProgress().track([1, 2], "tiles")) == [1, 2]
    assert capsys.readouterr().err.startswith("tiles: 2/2 in 0:00")


def test_a_log_gets_a_line_now_and_then(capsys, monkeypatch):
    monkeypatch.setattr("murals.terminal.LINE_EVERY", 0.0)
    bar = LogBar("tiles", 2)
    bar.advance("loss 0.5")
    assert "tiles: 1/2" in capsys.readouterr().err


def test_a_name_that_is_no_utf8_can_be_shown(capsys):
    with command(as_json=False, quiet=False, debug=False) as output:
        output.show("wall\udce9.restored.png: 5x4")
    assert capsys.readouterr().out == "wall\ufffd.restored.png: 5x4\n"


@pytest.mark.parametrize(("debug", "level"), [(False, logging.INFO), (True, logging.DEBUG)])
def test_debug_shows_what_is_logged_for_it(debug, level):
    with command(as_json=False, quiet=False, debug=debug):
        assert logging.getLogger("murals").level == level
