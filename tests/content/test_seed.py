"""Every line of the seed has its node or paper, in its place and in its words."""

from __future__ import annotations

import re
from pathlib import Path

from content.model import Library

SEED = Path(__file__).parent / "data" / "roadmap-seed.txt"

# Titles that say what the line says in mended words: seed line -> (the seed's words, ours).
MENDED = {
    6: ("Vectors, matrices, tensors", "Vectors, matrices and tensors"),
    30: ("Linear/Logistic Regression", "Linear and logistic regression"),
    31: ("Decision Trees, Random Forests", "Decision trees and random forests"),
    32: ("SVMs", "Support vector machines"),
    35: ("Clustering (K-means, DBSCAN)", "Clustering: k-means and DBSCAN"),
    36: ("Dimensionality reduction (PCA, t-SNE)", "Dimensionality reduction: PCA and t-SNE"),
    49: ("RNNs, LSTMs for sequences", "RNNs and LSTMs for sequences"),
    50: ("Transformers architecture", "Transformer architecture"),
    79: ("PPO, A3C algorithms", "PPO and A3C algorithms"),
    86: ("Weight & Biases for visualization", "Weights & Biases for visualization"),
    117: ("Question-answering system with RAG", "Question answering with RAG"),
    121: ("Custom gym environment", "Custom Gymnasium environment"),
    128: ("Fast.ai Practical Deep Learning", "fast.ai Practical Deep Learning for Coders"),
    130: ("Berkeley CS285 (RL)", "Berkeley CS285 (deep RL)"),
    131: ("DeepMind YouTube series", "DeepMind x UCL lecture series (YouTube)"),
    134: ("Deep Learning by Goodfellow et al.", "Deep Learning (Goodfellow, Bengio, Courville)"),
    135: (
        "Pattern Recognition by Bishop",
        "Pattern Recognition and Machine Learning (Bishop)",
    ),
    136: (
        "Reinforcement Learning by Sutton & Barto",
        "Reinforcement Learning: An Introduction (Sutton, Barto)",
    ),
    139: ("Papers with Code (paperswithcode.com)", "Papers with Code (new address)"),
    140: ("Hugging Face course", "Hugging Face LLM course (was: NLP course)"),
    146: ("Twitter ML community", "ML community on X (formerly Twitter)"),
    149: ("ArXiv sanity preserver", "arxiv-sanity (lite) and successors"),
}

# Lines that are papers of the reading order rather than nodes.
PAPERS = {
    153: ("AlexNet", {"paper.alexnet"}),
    154: ("ResNet", {"paper.resnet"}),
    155: ("Transformer architecture", {"paper.transformer"}),
    157: ("BERT, GPT series", {"paper.bert", "paper.gpt1", "paper.gpt2", "paper.gpt3"}),
    158: ("Stable Diffusion", {"paper.ldm"}),
    159: ("RL papers (PPO, A3C)", {"paper.a3c", "paper.ppo"}),
}

DURATION = re.compile(r" \((\d+-\d+ months|Ongoing)\)")


def seed_lines() -> dict[int, str]:
    """Line number -> its words without list marks, bold marks, addresses; not the title line."""
    lines: dict[int, str] = {}
    for number, line in enumerate(SEED.read_text(encoding="utf-8").splitlines(), 1):
        if number > 1 and line.strip():
            words = re.sub(r"^\s*(?:#+|-|\d+\.)\s+(?:\d+\.\s+)?", "", line)
            words = re.sub(r" \(https?://\S+\)", "", words).replace("**", "")
            lines[number] = words.strip().removesuffix(":")
    return lines


def plain(words: str) -> str:
    """Lower case words, `&` read as `and`, without punctuation."""
    return " ".join(re.findall(r"[a-z0-9]+", words.casefold().replace("&", "and")))


def test_the_copy_of_the_seed_is_whole() -> None:
    lines = seed_lines()
    assert len(lines) == 143
    assert lines[3] == "Prerequisites (2-3 months)"
    assert lines[30] == "Linear/Logistic Regression"
    assert lines[166] == "Mentor others"


def test_the_title_is_the_seeds(library: Library) -> None:
    assert SEED.read_text(encoding="utf-8").splitlines()[0] == f"# {library.title}"


def test_every_line_has_a_node_or_a_paper(library: Library) -> None:
    found = {topic.seed_line for topic in library.topics.values()}
    found |= {paper.seed_line for paper in library.papers.values()}
    assert found - {None} == set(seed_lines())


def test_no_line_has_two_nodes_and_the_nodes_stand_in_the_order_of_the_seed(
    library: Library,
) -> None:
    lines = [topic.seed_line for topic in library.topics.values() if topic.seed_line]
    assert lines == sorted(set(lines))


def test_the_seeds_papers_stand_in_the_order_of_the_seed(library: Library) -> None:
    lines = [paper.seed_line for paper in library.papers.values() if paper.seed_line]
    assert lines == sorted(lines)


def test_the_titles_are_the_seeds_words_up_to_mended_spelling(library: Library) -> None:
    lines = seed_lines()
    for topic in library.topics.values():
        if topic.seed_line is None:
            continue
        words = DURATION.sub("", lines[topic.seed_line])
        if topic.seed_line in MENDED:
            assert (words, topic.title) == MENDED[topic.seed_line]
        else:
            assert plain(topic.title) == plain(words), topic.id


def test_no_title_is_called_mended_that_is_not(library: Library) -> None:
    assert [line for line, (old, new) in MENDED.items() if plain(old) == plain(new)] == []


def test_the_durations_are_the_seeds(library: Library) -> None:
    lines = seed_lines()
    told = {line: found[1].lower() for line in lines if (found := DURATION.search(lines[line]))}
    assert told == {
        topic.seed_line: topic.duration
        for topic in library.topics.values()
        if topic.seed_line and topic.duration
    }
    assert len(told) == 5


def test_the_lines_that_are_papers_have_their_papers(library: Library) -> None:
    lines = seed_lines()
    topics = {topic.seed_line for topic in library.topics.values()}
    for line, (words, papers) in PAPERS.items():
        assert lines[line] == words
        assert papers <= {paper.id for paper in library.papers.values() if paper.seed_line == line}
        assert line not in topics
    assert set(PAPERS) == set(lines) - topics


def test_a_child_stands_under_the_line_the_seed_puts_it_under(library: Library) -> None:
    text = SEED.read_text(encoding="utf-8").splitlines()
    by_line = {topic.seed_line: topic for topic in library.topics.values() if topic.seed_line}
    above: list[tuple[int, int]] = []
    for line in seed_lines():
        raw = text[line - 1]
        depth = -1 if raw.startswith("#") else len(raw) - len(raw.lstrip())
        while above and above[-1][0] >= depth:
            above.pop()
        if line in by_line:
            expected = by_line[above[-1][1]].id if above else None
            assert by_line[line].parent == expected, raw
        above.append((depth, line))


def test_what_the_seed_does_not_name_says_why_it_is_there(library: Library) -> None:
    for topic in library.topics.values():
        assert bool(topic.added_because) == (topic.seed_line is None), topic.id
