"""What `lae check` found as one offline page that needs no script and prints well."""

from typing import Final

import jinja2
import pandas as pd

from lae.checks.reasons import why
from lae.findings import Finding

_WORDS: Final = {"error": "Must be fixed", "warning": "Should be looked at", "note": "Good to know"}
_SHOWN: Final = 30
"""Row ids spelt out; the rest are counted, and stand in the JSON."""
_PAGE: Final = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Data check: {{ title }}</title>
<style>
  body { font: 16px/1.5 "Segoe UI", Arial, sans-serif; color: #1b1b1b; background: #fff; margin: 0 auto;
         max-width: 72rem; padding: 1.5rem; }
  h1 { font-size: 1.7rem; margin: 0 0 .3rem; } h2 { font-size: 1.25rem; margin: 2rem 0 .6rem; }
  .verdict { border-left: 6px solid; padding: .6rem 1rem; margin: 1rem 0; background: #f5f5f5; font-size: 1.05rem; }
  .error { border-color: #b3261e; } .warning { border-color: #9a6700; } .note { border-color: #1f5f99; }
  .clean { border-color: #2e6b34; }
  article { border-left: 6px solid; background: #fafafa; padding: .6rem 1rem; margin: .7rem 0; break-inside: avoid;
            overflow-wrap: anywhere; }
  article p { margin: .15rem 0; }
  .where { font-weight: 600; } .rule { float: right; font: .8rem Consolas, monospace; color: #595959; }
  .rows { font-size: .9rem; color: #404040; } dt { font-weight: 600; }
  .scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: .9rem; width: 100%; }
  th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #d0d0d0;
           overflow-wrap: anywhere; }
  th { white-space: nowrap; }
  td.number, th.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
  nav a { margin-right: 1rem; } details summary { cursor: pointer; }
  @media print { nav { display: none; } body { max-width: none; padding: 0; } }
</style>
</head>
<body>
<h1>Data check: {{ title }}</h1>
<p>{{ files|length }} files looked at; made by lae, with nothing sent anywhere.</p>
<p class="verdict {{ 'error' if counts.error else 'warning' if counts.warning else 'clean' }}">{{ verdict }}</p>
<nav aria-label="On this page">
  {%- for severity, group in groups if group %}<a href="#{{ severity }}">{{ words[severity] }} ({{ group|length }})</a>
  {%- endfor %}<a href="#files">Files</a></nav>
{% for severity, group in groups if group %}
<section id="{{ severity }}">
<h2>{{ words[severity] }} ({{ group|length }})</h2>
{% for finding in group %}
<article class="{{ severity }}">
<p class="rule">{{ finding.rule }}</p>
<p class="where">{{ finding.table }}{% if finding.column %}, {{ finding.column }}{% endif %}</p>
<p>{{ finding.message }}</p>
{% if finding.ids %}<p class="rows">Rows: {{ finding.ids[:shown]|join(", ") }}
{%- if finding.ids|length > shown %} and {{ finding.ids|length - shown }} more{% endif %}</p>{% endif %}
<p><strong>Why it matters:</strong> {{ why(finding) }}</p>
{% if finding.fix %}<p><strong>What to do:</strong> {{ finding.fix }}</p>{% endif %}
</article>
{% endfor %}
</section>
{% endfor %}
<section id="files">
<h2>Files</h2>
<div class="scroll"><table>
<thead><tr><th scope="col">File</th><th scope="col">What it is</th><th scope="col">Layer</th>
<th scope="col">Edition</th><th scope="col" class="number">Rows read</th><th scope="col" class="number">Kept</th>
<th scope="col" class="number">Dropped</th><th scope="col" class="number">Repaired</th></tr></thead>
<tbody>
{% for row in files %}
<tr><td>{{ row.file }}</td><td>{{ row.what }}</td><td>{{ row.layer }}</td><td>{{ row.vintage }}</td>
{%- for value in (row.read_count, row.kept_count, row.dropped_count, row.repaired_count) %}
<td class="number">{{ "" if value != value else "{:,.0f}".format(value) }}</td>
{%- endfor %}</tr>
{% endfor %}
</tbody></table></div>
</section>
</body>
</html>
"""


def check_page(title: str, files: pd.DataFrame, findings: tuple[Finding, ...]) -> str:
    """The page as HTML, every text of the files escaped; it loads nothing and runs nothing.

    Args:
        title: the study's title.
        files: contract `lae.checks.files.Files`.
        findings: in the order they are shown within their severity.
    """
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    groups = [(severity, [each for each in findings if each.severity == severity]) for severity in _WORDS]
    counts = {severity: len(group) for severity, group in groups}
    return environment.from_string(_PAGE).render(
        title=title,
        files=files.to_dict("records"),
        groups=groups,
        counts=counts,
        verdict=_verdict(counts),
        words=_WORDS,
        shown=_SHOWN,
        why=why,
    )


def _verdict(counts: dict[str, int]) -> str:
    if counts["error"]:
        return f"{counts['error']} things must be fixed before a run; {counts['warning']} more should be looked at."
    if counts["warning"]:
        return f"Ready to run. {counts['warning']} things should be looked at first."
    return "Ready to run. Nothing was found that needs a decision."
