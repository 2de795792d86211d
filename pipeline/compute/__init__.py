"""Where shards of assets are computed: in this process, or on Ray."""
