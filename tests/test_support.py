"""What the check of a language model's sentence lets pass, and what not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline import Embedder, PartialDate
from dateline.rag.facts import Source
from dateline.rag.support import support

MET = Source(
    "Emmanuel Macron and Vladimir Putin met in Kestrel on 8 September 2019 and agreed to exchange "
    "35 prisoners for €3.7 billion.",
    PartialDate(2019, 9, 9),
    "Meridian Wire",
)
STAYED = Source(
    "The mayor, Ada Berg, did not sign the treaty on Tuesday, the harbour office said.",
    PartialDate(2021, 3, 5),
    "Island Courier",
)
DENIED = Source("The minister denied that Olsen had resigned, and may travel to Oslo on Friday.")
KILLED = Source("The United Nations put the number of dead at 14,200 to 14,400, on both sides.")
UNION = Source("The European Union sanctioned Alder. Ulf wept, Svensson said.")
TWICE = Source("Between 2014 and 2016 the two ministers met four times.")


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Macron and Putin met in Kestrel on September 8, 2019.", MET),
        ("They met on Sept. 8, 2019.", MET),
        ("Macron met Putin in September 2019.", MET),
        ("They agreed to exchange 35 prisoners for 3,700 million euros.", MET),
        ("They agreed to exchange thirty-five prisoners for €3.7bn.", MET),
        ("According to Meridian Wire, Macron and Putin met in Kestrel.", MET),
        ("Putin and Macron “agreed to exchange 35 prisoners”.", MET),
        ("Berg didn't sign the treaty.", STAYED),
        ("Ada Berg did not sign the treaty on 2 March 2021.", STAYED),
        ("The mayor refused to sign the treaty.", STAYED),
        ("The minister denied that Olsen had resigned.", DENIED),
        ("The minister might travel to Oslo on Friday.", DENIED),
        ("The EU sanctioned Alder.", UNION),
        ("The UN put the number of dead at 14,200 to 14,400.", KILLED),
        (
            "Ukrainian dead were counted by the Russian side.",
            Source("Russia's side counted the dead of Ukraine."),
        ),
        ("The article says that the European Union sanctioned Alder.", UNION),
        ("The ministers met 4 times between 2014 and 2016.", TWICE),
    ],
)
def test_what_a_source_says_in_other_words_stands(sentence: str, source: Source) -> None:
    assert support(sentence, [source]).fault is None


@pytest.mark.parametrize(
    ("sentence", "source", "fault", "words"),
    [
        ("Macron and Putin met in Kestrel on 9 September 2019.", MET, "date", "9 September 2019"),
        ("Macron and Putin met in Kestrel in 2018.", MET, "date", "2018"),
        ("Macron and Putin met in Kestrel yesterday.", MET, "date", "yesterday"),
        ("They agreed to exchange 36 prisoners.", MET, "number", "36"),
        ("They agreed to exchange prisoners for €3.7 million.", MET, "number", "3.7 million"),
        ("They agreed to exchange 35 prisoners for $3.7 billion.", MET, "number", "$"),
        ("They agreed to exchange prisoners twice.", MET, "number", "twice"),
        ("Macron and Zelensky met in Kestrel.", MET, "name", "Zelensky"),
        ("Macron and Putin met in Paris.", MET, "name", "Paris"),
        ("Macron and Putin did not meet in Kestrel.", MET, "negation", "not meet"),
        ("Macron and Putin never met in Kestrel.", MET, "negation", "never met"),
        ("Olsen had resigned.", DENIED, "negation", "denied resigned"),
        ("The minister travelled to Oslo.", DENIED, "hedge", "may travel"),
        ("The UN put the number of dead at 14,200.", KILLED, "number", "14,200"),
        ("The US sanctioned Alder.", UNION, "name", "US"),
        ("The quote is about the European Union.", UNION, "meaning", ""),
        ("Resigned.", DENIED, "meaning", ""),
        ("The mayor, Ada Berg, signed the treaty.", STAYED, "negation", "not sign"),
        ("Berg said “I will never sign it”.", STAYED, "quotation marks", "“I will never sign it”"),
        ("See https://evil.example/?q=35 on the prisoners.", MET, "address",
         "https://evil.example/?q=35"),
        ("Putin promised grain, gas and cheaper weapons to farmers.", MET, "meaning", ""),
        ("The two ministers met four times between 2014 and 2015.", TWICE, "date",
         "2014 and 2015"),
    ],
)  # fmt: skip
def test_what_no_source_says_is_found(
    sentence: str, source: Source, fault: str, words: str
) -> None:
    found = support(sentence, [source])
    assert (found.fault, found.words) == (fault, words)


def test_what_has_the_words_alone_is_not_near(embedder: Embedder) -> None:
    told = Source(
        "The ferry to Skarholm was late because the captain had lost his hat in the wind."
    )
    apart = "The wind and the hat of the ferry: late Skarholm captain."
    assert support(apart, [told]).fault is None
    near = support("The ferry was late, for its captain had lost his hat.", [told], embedder.embed)
    assert near.fault is None
    assert near.near is not None
    far = support("The captain had lost.", [told], embedder.embed)
    assert (far.fault, round(far.covered)) == ("meaning", 1)
    assert near.near > 0.65 > (far.near or 0)


def test_two_names_in_one_anothers_place_are_found() -> None:
    told = Source("The harbour office of Skarholm has sued the Kestrel Line over the ferry.")
    turned = "The harbour office of Kestrel Line has sued the Skarholm over the ferry."
    assert support(turned, [told]).fault == "name"


def test_a_quotation_with_another_sign_is_none() -> None:
    told = Source("The repairs cost €4.2 million.")
    assert support("“The repairs cost €4.2 million”.", [told]).exact
    assert support("The repairs cost $4.2 million.", [told]).fault == "number"


def test_a_sentence_without_a_source_has_no_support() -> None:
    assert support("Macron and Putin met.", []).fault == "citation"


def test_what_two_sources_say_together_stands() -> None:
    both = "Macron and Putin met on 8 September 2019, and Ada Berg did not sign the treaty."
    assert support(both, [MET, STAYED]).fault is None
    assert support(both, [MET]).fault == "name"


@given(st.text(max_size=300), st.text(max_size=300).map("The ferry sailed. {}".format))
def test_whatever_is_written_is_checked(sentence: str, quote: str) -> None:
    found = support(sentence, [Source(quote)])
    assert 0 <= found.covered <= 1
    assert support(quote, [Source(quote)]).fault is None
