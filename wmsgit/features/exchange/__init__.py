"""Exchange: one import or export format a file, as logic over values; nothing is written or printed."""
