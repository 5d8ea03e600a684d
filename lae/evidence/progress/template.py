"""The parts of a return: static, escaped by their environment, and laid out to print."""

from typing import Final

LEAD: Final = """<div class="scope">
<p><strong>How to read it.</strong> Everything here comes from one ledger, kpis.csv of the same run. <em>On track</em>:
the count, where the milestone is past, or the forecast reaches the target. <em>Behind</em>: it does not.
<em>Unknown</em>: there is a target and no figure that decides. <em>No target</em>: nobody published or supplied one.
Two figures with "to" between them are the least and the greatest of the scenarios.</p>
<p><strong>What it is not.</strong> A forecast of emissions is a scenario's path: what no measure touches is held as
last counted. Planned charge points and capital are a plan. A blank is a question, never good news.</p>
</div>
{% if not streams %}
<p class="blank"><strong>No workstreams and no indicators are at hand.</strong> Add plan/kpis.csv and
plan/workstreams.csv to the study.</p>
{% endif %}
"""
UPDATE: Final = """<p class="told">County figures. What each lead wrote stands first, as written.</p>
{% for stream in streams %}
<section class="{{ "page" if not loop.first else "" }}" id="stream-{{ loop.index }}">
<h3>{{ loop.index }}. {{ stream.title }}</h3>
<dl>
{% for name, text in stream.words %}
<dt>{{ name }}</dt>
<dd>{% if text %}{{ text }}{% else %}<span class="open">Not supplied: an open question</span>{% endif %}</dd>
{% endfor %}
</dl>
{% if stream.as_of or stream.source %}
<p class="told">{{ [stream.as_of, stream.source]|select|join("; ") }}</p>
{% endif %}
{% if stream.lines %}
<div class="scroll" role="region" tabindex="0"
aria-label="{{ stream.title }}: indicators, whole county"><table>
<caption>Indicators of the workstream, whole county</caption>
<thead><tr><th scope="col">Indicator</th><th scope="col">Unit</th><th scope="col" class="number">Counted (year)</th>
{% for year in years %}
<th scope="col" class="number">{{ year }}</th>
{% endfor %}
<th scope="col">Targets and status</th></tr></thead>
<tbody>
{% for line in stream.lines %}
<tr><th scope="row" class="words">{{ line.name }}<br><span class="told">{{ line.kpi_id|replace("_", " ") }}</span></th>
<td>{{ line.unit }}</td>
<td class="number">{{ line.counted }}</td>
{% for year in years %}
<td class="number">{{ line.forecast.get(year, "") }}</td>
{% endfor %}
<td>{% for year, target in line.targets.items() %}
<span class="status {{ line.kinds[year] }}">{{ line.status[year] }}</span> {{ year }}: {{ target }}<br>
{% else %}no target{% endfor %}</td></tr>
{% endfor %}
</tbody></table></div>
<ul class="told">
{% for line in stream.lines %}
<li>{{ line.kpi_id|replace("_", " ")|capitalize }}. Counted: {{ line.source }}. Ahead: {{ line.basis }}.</li>
{% endfor %}
</ul>
{% else %}
<p class="told">No indicator of this workstream is worked out for the whole county.</p>
{% endif %}
{% if stream.moved is not none %}
<p>{{ stream.moved }} figures of this workstream's indicators moved since the last return.</p>
{% endif %}
</section>
{% endfor %}
"""
ANNUAL: Final = """<div class="scroll" role="region" tabindex="0"
aria-label="Every target and how it stands"><table>
<caption>Every target and how it stands</caption>
<thead><tr><th scope="col">Area</th><th scope="col">Indicator</th><th scope="col">Year</th>
<th scope="col" class="number">Target</th><th scope="col" class="number">Counted (year)</th>
<th scope="col" class="number">Forecast</th><th scope="col">Unit</th><th scope="col">Status</th>
<th scope="col">Source</th></tr></thead>
<tbody>
{% for line in targets %}
<tr><th scope="row">{{ line.area }}</th><td>{{ line.kpi_id|replace("_", " ") }}</td><td>{{ line.year }}</td>
<td class="number">{{ line.target }}</td><td class="number">{{ line.counted }}</td>
<td class="number">{{ line.forecast }}</td><td>{{ line.unit }}</td>
<td class="status {{ line.kind }}">{{ line.status }}</td><td>{{ line.source }}</td></tr>
{% else %}
<tr><td colspan="9">No target is published or supplied.</td></tr>
{% endfor %}
</tbody></table></div>
{% for area in areas %}
<h3>{{ area.name }}</h3>
<div class="scroll" role="region" tabindex="0"
aria-label="{{ area.name }}: every indicator"><table>
<caption>{{ area.name }}: every indicator</caption>
<thead><tr><th scope="col">Indicator</th><th scope="col">Unit</th><th scope="col" class="number">Counted (year)</th>
{% for year in years %}
<th scope="col" class="number">{{ year }}</th>
{% endfor %}
</tr></thead>
<tbody>
{% for line in area.lines %}
<tr><th scope="row">{{ line.kpi_id|replace("_", " ") }}</th><td>{{ line.unit }}</td>
<td class="number">{{ line.counted }}</td>
{% for year in years %}
<td class="number">{{ line.forecast.get(year, "") }}</td>
{% endfor %}
</tr>
{% endfor %}
</tbody></table></div>
{% endfor %}
<h3>What each indicator counts</h3>
<div class="scroll" role="region" tabindex="0"
aria-label="Definitions and their sources"><table>
<caption>Definitions and their sources</caption>
<thead><tr><th scope="col">Indicator</th><th scope="col">Definition</th><th scope="col">Better</th>
<th scope="col">Source</th></tr></thead>
<tbody>
{% for row in definitions %}
<tr><th scope="row">{{ row.kpi_id|replace("_", " ") }}</th><td>{{ row.definition }}</td>
<td>{{ "more" if row.direction == "up" else "less" }}</td><td>{{ row.source }}</td></tr>
{% endfor %}
</tbody></table></div>
"""
SINCE: Final = """{% if moved is none %}
<p>No earlier return was named (<code>lae progress --since RUN</code>), so nothing is said of what changed.</p>
{% elif not moved and not causes %}
<p>Nothing: inputs, assumptions, versions and every figure of the ledger are the same.</p>
{% else %}
<p>What went in differently:</p>
<ul>
{% for cause in causes %}
<li>{{ cause }}</li>
{% else %}
<li>Nothing.</li>
{% endfor %}
</ul>
<div class="scroll" role="region" tabindex="0"
aria-label="Cells of the ledger that moved"><table>
<caption>{{ moved|length }} cells of the ledger moved
{{- ", the first " ~ shown ~ " here; all in changes.csv" if moved|length > shown else "" }}</caption>
<thead><tr><th scope="col">Indicator</th><th scope="col">Area</th><th scope="col">Milestone</th>
<th scope="col">Scenario</th><th scope="col">What</th><th scope="col" class="number">Before</th>
<th scope="col" class="number">Now</th></tr></thead>
<tbody>
{% for row in moved[:shown] %}
<tr><th scope="row">{{ row.kpi_id|replace("_", " ") }}</th><td>{{ row.area }}</td><td>{{ row.milestone_year }}</td>
<td>{{ row.scenario }}</td>
<td>{{ row.column }}</td><td class="number">{{ row.before }}</td><td class="number">{{ row.after }}</td></tr>
{% endfor %}
</tbody></table></div>
{% endif %}
"""
SELF: Final = """\
<p>The pack graded by the files it holds: all of a theme's files present, some weak, none missing.
It is our own grade and nobody's approval. Tiers 2 and 3 of UK Power Networks' framework could not
be read and are not graded.</p>
<div class="scroll" role="region" tabindex="0"
aria-label="Against published frameworks"><table>
<caption>Against published frameworks</caption>
<thead><tr><th scope="col">Theme</th><th scope="col">Grade</th><th scope="col">It asks for</th>
<th scope="col">Rests on</th><th scope="col">Lacks</th></tr></thead>
<tbody>
{% for row in assessment %}
<tr><th scope="row">{{ row.theme }}<br><span class="told">{{ row.framework }}</span></th>
<td class="status {{ row.grade }}">{{ row.grade }}</td><td>{{ row.asks }}</td><td class="file">{{ row.files }}</td>
<td>{{ row.lacks }}{% if row.note %} <span class="told">{{ row.note }}</span>{% endif %}</td></tr>
{% else %}
<tr><td colspan="5">No framework is at hand (plan/support_framework.csv).</td></tr>
{% endfor %}
</tbody></table></div>
{% for source in sources %}
<p class="told">Source: {{ source }}.</p>
{% endfor %}
"""
TOTALS: Final = """\
<p>{{ totals.compared }} columns with two levels of area were added up from communities to districts to
the county; the largest difference is <strong>{{ totals.residual }}</strong>
{{- " at " ~ totals.worst if totals.worst else "" }}.
{{ totals.apart }} columns do not add up by their nature, {{ totals.peaks }} of them peaks, and are marked so
(nested_totals.csv).</p>"""
OPEN: Final = """\
<p>{{ questions.figures }} figures of the pack are blank for a reason somebody could answer.
Every one is in open_questions.csv, by table and column; here they are by who could answer and why.</p>
<div class="scroll" role="region" tabindex="0"
aria-label="The {{ questions.rows|length }} commonest of {{ questions.all }} reasons"><table>
<caption>The {{ questions.rows|length }} commonest of {{ questions.all }} reasons</caption>
<thead><tr><th scope="col">Who could answer</th><th scope="col">Why it is blank</th><th scope="col">Tables</th>
<th scope="col" class="number">Blanks</th></tr></thead>
<tbody>
{% for row in questions.rows %}
<tr><th scope="row">{{ row.who or "not said" }}</th><td>{{ row.reason }}</td><td class="file">{{ row.tables }}</td>
<td class="number">{{ "{:,}".format(row.blank_count) }}</td></tr>
{% endfor %}
</tbody></table></div>
"""
