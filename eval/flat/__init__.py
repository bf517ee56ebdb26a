"""Articles scraped flat, ours, with a gold label on each line. See README.md.

The split is by publisher: rules are made on the dev half, and reported on the test half.
"""

from pathlib import Path

ARTICLES = Path(__file__).parent / "articles.jsonl"
