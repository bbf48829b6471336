"""How the offline page looks: light and dark, on a phone and on paper, without anything fetched."""

STYLE = """\
:root { color-scheme: light dark; --line: #8886; --soft: #8881; --quiet: #5a5f66; }
@media (prefers-color-scheme: dark) { :root { --quiet: #a9b0b8; } }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.6 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC",
  sans-serif; overflow-wrap: anywhere; }
main { max-width: 860px; margin: 0 auto; padding: 16px; }
h1 { font-size: 1.5rem; margin: 8px 0; }
h2 { font-size: 1.15rem; margin: 0 0 8px; }
h3 { font-size: 1rem; margin: 16px 0 4px; }
section { border: 1px solid var(--line); border-radius: 10px; padding: 16px; margin: 16px 0; }
dl { margin: 0; }
dl > div { display: flex; flex-wrap: wrap; gap: 0 12px; padding: 4px 0; }
dt { color: var(--quiet); flex: 0 0 9em; }
dd { margin: 0; flex: 1 1 12em; }
ol, ul { margin: 0; padding-left: 1.6em; }
li { margin: 0 0 12px; }
li > p, p { margin: 0 0 4px; }
blockquote { margin: 4px 0; padding: 8px 12px; background: var(--soft); border-radius: 8px;
  white-space: pre-wrap; }
code { font-size: .875em; background: var(--soft); border-radius: 4px; padding: 0 3px; }
img { display: block; max-width: min(100%, 420px); max-height: 520px; margin: 8px 0;
  border: 1px solid var(--line); border-radius: 8px; }
.small { font-size: .875rem; color: var(--quiet); }
.decides { font-weight: 600; }
details { margin: 8px 0; }
summary { cursor: pointer; }
pre { white-space: pre-wrap; background: var(--soft); padding: 12px; border-radius: 8px; }
@media print { section { break-inside: avoid; } }
"""
