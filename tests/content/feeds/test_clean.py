"""Text at the border: nothing a terminal obeys, nothing lost that was meant."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.feeds import clean, markup
from content.feeds.accents import accents
from content.feeds.addresses import arxiv_of, canonical, shown, web


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_no_text_keeps_a_character_that_must_not_be_stored(text: str) -> None:
    for cleaned in (clean.line(text), clean.paragraphs(text), clean.lines(text), clean.name(text)):
        assert not clean.has_controls(cleaned)
        cleaned.encode("utf-8")
        assert clean.lines(cleaned) == clean.lines(clean.lines(cleaned))


@given(st.text())
def test_markup_of_any_text_ends_and_cleans(text: str) -> None:
    assert not clean.has_controls(clean.lines(markup.plain(text)))
    markup.links(text)


@pytest.mark.parametrize(
    ("dirty", "good"),
    [
        ("red \x1b[31malert\x1b[0m", "red alert"),
        ("\x1b]52;c;cHduZWQ=\x07copied", "copied"),
        ("\x1b]8;;http://evil\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("c1 \x9b31mhere\x9d0;t\x9c", "c1 here"),
        ("bidi \u202egnp.exe\u2066", "bidi gnp.exe"),
        ("tags \U000e0041\U000e007f end", "tags end"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("bell\x07 back\x08 del\x7f", "bell back del"),
        ("two\r\nlines\u2028more", "two lines more"),
        ("[R] kept [D] too", "[R] kept [D] too"),
    ],
)
def test_a_line_loses_what_a_terminal_would_obey(dirty: str, good: str) -> None:
    assert clean.line(dirty) == good


@pytest.mark.parametrize(
    ("latex", "letters"),
    [
        (r"J\"org Stra\ss{}e", "Jörg Straße"),
        (r"Ma\v{r}ie Nov\'akov\'a", "Mařie Nováková"),
        (r"{\'E}mile \c{C}elik", "Émile Çelik"),
        (r"Ana P\'{e}rez", "Ana Pérez"),
        (r"{\L}ukasz, S{\o}ren, \AA ngstr\"{o}m", "Łukasz, Søren, Ångström"),
        (r"\'{\i}nspired \~nandu", "ínspired ñandu"),
        (r"Erd\H{o}s and $\tilde{x} \"o$ stay", r"Erdős and $\tilde{x} \"o$ stay"),
        (r"\cite{x} \comment \vec v", r"\cite{x} \comment \vec v"),
    ],
)
def test_latex_accents_become_letters(latex: str, letters: str) -> None:
    assert accents(latex) == letters


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>One.</p><p>Two &amp; three.</p>", "One.\n\nTwo & three."),
        ("if a < b and c > d then $x<y>z$", "if a < b and c > d then $x<y>z$"),
        ("a<b and c>d", "a<b and c>d"),
        ("<b>bold</b> <i>it</i><br/>next", "bold it\nnext"),
        ('<a href="http://x/?a=1&amp;b=2" title="<">x</a>', "x"),
        ("<script>alert(1)</script>safe<style>p{}</style>", "safe"),
        ("&lt;b&gt; stays: stripped once", "<b> stays: stripped once"),
        ("<ul><li>one</li><li>two</li></ul>", "- one\n\n- two"),
        ("<!-- SC_OFF -->text<!-- open", "text"),
        ("<iframe allowfullscreen src=x></iframe>after", "after"),
        ("E[<w>] <unknown>kept</unknown>", "E[<w>] <unknown>kept</unknown>"),
    ],
)
def test_html_is_stripped_once_and_maths_stays(html: str, words: str) -> None:
    assert clean.lines(markup.plain(html)) == words


@pytest.mark.parametrize("piece", ['<a b="', "<a ", "<", "<!--", "<b x=y ", "&", "<script>", "</a"])
def test_hostile_markup_takes_linear_time(piece: str) -> None:
    began = time.process_time()
    markup.plain(piece * (400_000 // len(piece)))
    markup.links(piece * (400_000 // len(piece)))
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("url", "identity"),
    [
        ("https://arxiv.org/abs/2203.01250v3", ("2203.01250", 3)),
        ("http://export.arxiv.org/pdf/2203.01250.pdf", ("2203.01250", None)),
        ("https://www.arxiv.org/abs/cond-mat/0207270v1", ("cond-mat/0207270", 1)),
        ("https://arxiv.org/abs/math.GT/0309136", ("math/0309136", None)),
        ("https://huggingface.co/papers/2203.01250", ("2203.01250", None)),
        ("https://doi.org/10.48550/arXiv.2203.01250", ("2203.01250", None)),
        ("https://arxiv.org/abs/2203.01250?context=cs#x", ("2203.01250", None)),
        ("https://arxiv.org/list/cs.LG/recent", None),
        ("https://example.org/abs/2203.01250", None),
        ("https://notarxiv.org/abs/2203.01250", None),
        ("http://[broken", None),
    ],
)
def test_the_arxiv_id_of_an_address(url: str, identity: tuple[str, int | None] | None) -> None:
    assert arxiv_of(url) == identity


def test_addresses_are_of_the_web_and_shown_without_secrets() -> None:
    assert web("javascript:alert(1)") is None
    assert web("file:///etc/passwd") is None
    assert web("/post", "https://lab.example/feed") == "https://lab.example/post"
    assert web("https://x.example/\x1b[31m") == "https://x.example/"
    assert shown("https://me:pw@reddit.com/.rss?feed=SECRET&user=me") == "reddit.com/.rss"
    assert canonical("https://www.x.example/a/?utm_source=f&b=1#t") == canonical(
        "http://x.example/a?b=1"
    )


@given(st.text())
def test_any_text_as_an_address_is_judged_without_error(text: str) -> None:
    web(text), arxiv_of(text), canonical(text), shown(text)
