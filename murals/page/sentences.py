"""Errors of handlers as one sentence on the page: never a traceback or a path of the server.

In: a handler. Out: the same handler, whose `MuralsError` the browser shows as its sentence; of anything else it shows
that something went wrong, and the log has the traceback.
"""

import functools
import html
import inspect
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import gradio as gr

from murals.errors import MuralsError
from murals.page.words import language_of, say

logger = logging.getLogger("murals")

Handler = Callable[..., Any]
T = TypeVar("T")


class Stopped(MuralsError):
    """The visitor pressed Stop: no mistake, but the work ends here."""


def in_a_sentence(handler: Handler, root: Path) -> Handler:
    """Wrap `handler`, a function or a generator; paths under the private `root` are cut down to the file's name.

    Work that was stopped changes nothing on the page.
    """
    if inspect.isgeneratorfunction(handler):

        @functools.wraps(handler)
        def steps(*values: Any) -> Iterator[Any]:
            with _told(values, root):
                yield from handler(*values)
                return
            yield gr.skip()

        return steps

    @functools.wraps(handler)
    def call(*values: Any) -> Any:
        with _told(values, root):
            return handler(*values)
        return gr.skip()

    return call


def require_choice(value: T | None, request: gr.Request) -> T:
    """Return `value`.

    Raises
    ------
    MuralsError
        If the visitor has not chosen an image yet.
    """
    if value is None:
        raise MuralsError(say("page.no_image", language_of(request)))
    return value


def without_places(sentence: str, root: Path) -> str:
    """Return `sentence` with every path under `root` cut down to the file's name."""
    return re.sub(rf"{re.escape(str(root))}(/[^\s:,()]+)*/", "", sentence)


@contextmanager
def _told(values: tuple[Any, ...], root: Path) -> Iterator[None]:
    """Turn whatever goes wrong in the block into a `gr.Error`; it is shown as HTML, so names are escaped.

    A `Stopped` is told and swallowed: the block ends without a value.
    """
    language = language_of(next((value for value in values if isinstance(value, gr.Request)), None))
    try:
        yield
    except gr.Error:
        raise
    except Stopped as stopped:
        gr.Info(html.escape(str(stopped)), title=say("page.cancel", language))
        return
    except MuralsError as error:
        sentence = without_places(str(error), root)
    except MemoryError:
        logger.exception("the page ran out of memory")
        sentence = say("page.memory", language)
    except Exception:
        logger.exception("the page failed")
        sentence = say("page.failed", language)
    else:
        return
    raise gr.Error(html.escape(sentence), title=say("page.error", language), print_exception=False) from None
