"""Papers from a server on this machine: refresh, read, save, search, restart; hostile text."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

LOADED = re.compile(r"(\d+) unread of (\d+)")


@pytest.fixture(scope="module")
def without_sources(
    tmp_path_factory: pytest.TempPathFactory, make_learner: Callable[[Path], Any]
) -> Path:
    """A home from which all shipped sources were taken away, to be copied."""
    learner = make_learner(tmp_path_factory.mktemp("sources") / "home")
    for source in learner.json("feed", "list"):
        done = learner.run("feed", "remove", source["id"])
        assert done.returncode == 0, done.stderr
    assert learner.json("feed", "list") == []
    return learner.home


@pytest.fixture
def use_only(without_sources: Path, server: Any) -> Callable[..., None]:
    """Gives a learner one source alone, on this machine."""

    def use(learner: Any, body: bytes, path: str = "/feed") -> None:
        shutil.copytree(without_sources, learner.home)
        server.routes[path] = body
        done = learner.run("feed", "add", server.url(path), "--kind", "arxiv", "--id", "local")
        assert done.returncode == 0, done.stderr
        assert [source["id"] for source in learner.json("feed", "list")] == ["local"]
        # MLROAD_NO_NETWORK: nothing is fetched, not even from here.
        assert [asked for asked, _ in server.asked if asked == path] == []

    return use


def open_papers(learner: Any, **changed: Any) -> Any:
    terminal = learner.open(**{"size": (80, 36), "MLROAD_NO_NETWORK": None, **changed})
    terminal.wait_for("Learn:")
    terminal.press("P")
    terminal.wait_for(LOADED)
    return terminal


def unread_of_all(terminal: Any) -> tuple[int, int]:
    found = LOADED.search(terminal.text)
    assert found is not None
    return int(found.group(1)), int(found.group(2))


def test_refresh_read_save_search_and_all_is_there_after_a_restart(
    learner: Any, server: Any, feeds: Any, use_only: Any
) -> None:
    use_only(learner, feeds.arxiv_feed(feeds.PAPERS))
    terminal = open_papers(learner)
    assert unread_of_all(terminal) == (0, 0)
    terminal.wait_for("Nothing unread")

    terminal.press("f5")
    terminal.wait_for("3 new papers")
    terminal.wait_for(lambda text: text.count("● ") == 3)
    assert server.asked == [("/feed", 200)]
    terminal.wait_for("[R] On Brackets in Titles")

    # Read the one under the cursor, save it, look for another by a word of its abstract.
    title = _title_under_cursor(terminal, feeds)
    terminal.press("enter")
    terminal.wait_for(lambda _: len(_papers(learner, "is:read")) == 1)
    terminal.press("s")
    terminal.wait_for("Saved for good")
    terminal.press("esc", "/")
    terminal.wait_for("Search")
    terminal.press("spouts")
    terminal.wait_for("search: spouts")
    terminal.wait_gone(title)
    terminal.wait_for("Sparse Teapots")
    terminal.quit("ctrl+q")  # the field has the focus, so `q` would be one more letter
    assert [paper["title"] for paper in _papers(learner, "is:saved")] == [title]
    assert [paper["title"] for paper in _papers(learner, "is:read")] == [title]
    assert len(_papers(learner)) == 3

    learner.now = "2026-03-02T10:20:00+00:00"
    # Restarted, all is as it was; asked again, the server has nothing new, and says so by 304.
    again = open_papers(learner)
    again.wait_for("2 unread of 3")
    assert title not in again.text
    again.press("f", "f")
    again.wait_for("Papers ─ saved")
    again.wait_for(f"✓ {title}")
    again.press("f5")
    again.wait_for("0 new papers")
    assert server.asked == [("/feed", 200), ("/feed", 304)]
    again.press("F")
    again.wait_for("Sources")
    again.wait_for("unchanged")
    again.press("esc")
    again.wait_gone("Esc closes")
    again.quit()
    (source,) = learner.json("feed", "list")
    assert (source["state"], source["items"], source["unread"]) == ("unchanged", 3, 2)
    learner.prove()


def _papers(learner: Any, *query: str) -> list[dict[str, Any]]:
    return learner.json("papers", *query)


def _title_under_cursor(terminal: Any, feeds: Any) -> str:
    """The newest paper: the abstract below the list begins with its title."""
    below = terminal.wait_for(lambda text: "Ada Example" in text or "Bo Invented" in text)
    below = below[below.index("─ Abstract") :]
    (title,) = [paper.title for paper in feeds.PAPERS if paper.title in below]
    return title


def test_a_server_that_is_gone_is_named_and_what_was_fetched_stays(
    learner: Any, server: Any, feeds: Any, use_only: Any
) -> None:
    use_only(learner, feeds.arxiv_feed(feeds.PAPERS))
    terminal = open_papers(learner)
    terminal.press("f5")
    terminal.wait_for("3 new papers")
    terminal.wait_for(lambda text: text.count("● ") == 3)
    del server.routes["/feed"]
    terminal.press("f5")
    terminal.wait_for("local: ")
    terminal.wait_for("404")
    terminal.wait_for(lambda text: text.count("● ") == 3)
    terminal.quit()
    assert len(_papers(learner)) == 3


# What a hostile feed may send: as itself, as a reference, and as a reference in HTML in XML.
ESC, CSI, OSC_52 = "\x1b", "\x9b", "\x1b]52;c;aGFja2Vk\x07"
BIDI = "\u202e\u2066\u200f\u061c"
MARKUP = "[red]markup[/] [@click=app.quit]click[/] [/nothing] [R]"


def _hostile(feeds: Any) -> bytes:
    references = "&#27;]52;c;aGFja2Vk&#7; &amp;#27;]52;c;aGFja2Vk&amp;#7; &#x9b;31m &amp;#x9b;31m"
    paper = feeds.Invented
    return feeds.arxiv_feed(
        [
            paper(1, f"[R] Markup {MARKUP} one", f"Abstract one {MARKUP}", f"Eve {MARKUP}"),
            paper(2, f"Raw {OSC_52} two", f"Abstract {ESC}[2J{ESC}[31m {OSC_52}", f"Eve {ESC}c"),
            paper(3, f"References {references} three", references, references),
            paper(4, f"Bidi {BIDI} four", f"Abstract {BIDI} {CSI}2J \x90q", f"Eve {BIDI}"),
        ],
        title=f"Title {MARKUP}",
    )


def _harmless(feeds: Any) -> bytes:
    titles = ("[R] Markup one", "Raw two", "References three", "Bidi four")
    return feeds.arxiv_feed(
        [feeds.Invented(number, title, "Plain.") for number, title in enumerate(titles, 1)]
    )


def _look_at_everything(terminal: Any) -> None:
    """Step through all papers, save, search for markup, show the sources and Today, leave."""
    terminal.wait_for("4 new papers")
    for left in (3, 2, 1, 0):
        terminal.press("n")
        terminal.wait_for(lambda text, left=left: text.count("● ") == left)
    terminal.wait_for("Nothing unread is left")
    terminal.press("s")
    terminal.wait_for("Saved for good")
    terminal.press("/")
    terminal.wait_for("Search (")
    terminal.press("[@click=app.quit]x[/] [red")
    terminal.wait_for("search: [@click=app.quit]x[/] [red")
    terminal.press("esc")
    terminal.wait_gone("search:")
    terminal.press("F")
    terminal.wait_for("Esc closes")
    terminal.press("esc")
    terminal.wait_gone("Esc closes")
    terminal.press("T")
    terminal.wait_for("Learn:")
    terminal.quit()


def test_hostile_text_does_nothing_to_the_terminal_and_brackets_stay(
    learner: Any, feeds: Any, screens: Any, use_only: Any, make_learner: Any, tmp_path: Path
) -> None:
    use_only(learner, _hostile(feeds))
    hostile = open_papers(learner, size=(120, 36))
    hostile.press("f5")
    hostile.wait_for("[R] Markup [red]markup[/] [@click=app.quit]click[/]")
    _look_at_everything(hostile)

    other = make_learner(tmp_path / "harmless")
    use_only(other, _harmless(feeds), "/harmless")
    harmless = open_papers(other, size=(120, 36))
    harmless.press("f5")
    harmless.wait_for("[R] Markup one")
    _look_at_everything(harmless)

    assert b"\x1b]52" not in hostile.raw
    assert screens.sequences(hostile.raw) <= screens.sequences(harmless.raw)
    drawn = hostile.raw.decode("utf-8")
    assert re.findall(r"[\x00-\x06\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f]", drawn) == []
    assert re.findall(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]", drawn) == []
    listed = other.run("papers").stdout + learner.run("papers").stdout
    assert "[red]markup[/] [@click=app.quit]click[/]" in listed
    assert re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", listed) == []
