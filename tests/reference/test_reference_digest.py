"""The reference pipeline's digest is bound to every property of digests."""

from __future__ import annotations

from toxiframe.pipeline.evidence.digest import get_df_hash
from toxiframe.properties import DigestSubject, bind

test_digest = bind("dfd1", digest=get_df_hash)

test_ordered_columns = bind(
    "dfd1-ordered", digest=DigestSubject(digest=lambda frame: get_df_hash(frame, columns="ordered"))
)
