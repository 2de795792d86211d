"""The reference pipeline's digest is bound to every property of digests, under each of its policies."""

from __future__ import annotations

from functools import partial

from toxiframe.pipeline.errors import DigestError
from toxiframe.pipeline.evidence.digest import frame_digest, get_df_hash
from toxiframe.properties import EQUIVALENT, DigestSubject, bind

test_digest = bind(
    "dfd1",
    digest=DigestSubject(
        digest=get_df_hash, columns=lambda frame: dict(frame_digest(frame).columns), refusals=(DigestError,)
    ),
)

test_ordered_columns = bind(
    "dfd1-ordered",
    digest=DigestSubject(
        digest=partial(get_df_hash, columns="ordered"),
        equivalent=EQUIVALENT - {"column_order"},
        refusals=(DigestError,),
    ),
)

test_rows_by_index = bind(
    "dfd1-rows-by-index",
    digest=DigestSubject(
        digest=partial(get_df_hash, rows="index"),
        equivalent=EQUIVALENT | {"row_order"},
        immaterial=frozenset({"swap_rows"}),
        refusals=(DigestError,),
    ),
    properties=["canonical", "digest_total"],  # a row that is there twice has no place among the others
)
