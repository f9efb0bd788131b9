"""The site's one style sheet."""

STYLE = """\
:root {
  color-scheme: light dark;
  --ink: light-dark(#1c1b19, #e9e6e0);
  --soft: light-dark(#6b675f, #a19c92);
  --line: light-dark(#e4dfd5, #34312c);
  --paper: light-dark(#fdfcf9, #171614);
  --accent: light-dark(#8a3b12, #f0a679);
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 0 1.25rem 4rem; max-width: 42rem;
  background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.65 Charter, "Bitstream Charter", Cambria, Georgia, serif;
  overflow-wrap: break-word;
}
a { color: var(--accent); text-underline-offset: .15em; text-decoration-thickness: .06em; }
header {
  display: flex; justify-content: space-between; align-items: baseline; gap: 1rem;
  padding: 2rem 0 1rem; margin-bottom: 2.5rem; border-bottom: 1px solid var(--line);
}
.site { font-size: 1.35rem; font-weight: 700; color: var(--ink); text-decoration: none; }
article { margin: 0 0 3.5rem; }
article + article { padding-top: 3rem; border-top: 1px solid var(--line); }
h1, h2, h3, h4 { line-height: 1.25; text-wrap: balance; margin: 0 0 .5rem; }
h1 a, h2 a { color: inherit; text-decoration: none; }
.when { margin: 0 0 1.25rem; font-size: .9rem; }
.when a { color: var(--soft); text-decoration: none; }
section + section { margin-top: 1.75rem; padding-top: 1.75rem; border-top: 1px dashed var(--line); }
.pictures { display: grid; gap: .75rem; margin-top: 1.25rem; }
img { max-width: 100%; height: auto; border-radius: .5rem; display: block; }
blockquote {
  margin: 1.25rem 0;
  padding-left: 1.1rem; border-left: 3px solid var(--line); color: var(--soft);
}
pre { overflow-x: auto; padding: 1rem; background: light-dark(#f4f0e8, #211f1c); border-radius: .5rem; }
code { font: .9em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
.archive { list-style: none; padding: 0; }
.archive time { color: var(--soft); font-variant-numeric: tabular-nums; margin-right: .5rem; }
.back { margin-top: 2rem; }
"""
