{% macro who(one, student) %}<bdi>{{ student }}</bdi>{% if student in one.names %} <bdi class="soft">{{ one.names[student] }}</bdi>{% endif %}{% endmacro %}
{% macro people(one, students) %}<p>{% for student in students %}{{ who(one, student) }}{{ ", " if not loop.last }}{% endfor %}</p>{% endmacro %}
{% macro many(count, word) %}{{ "{:,}".format(count) }} {{ word }}{{ "s" if count != 1 }}{% endmacro %}
{% macro cell(label, count, asks=false) %}
<td role="cell" class="number" data-label="{{ label }}"><span{% if asks and count %} class="look"{% endif %}>{{ count }}</span></td>
{% endmacro %}
{% macro groups(one, caption, head, rows) %}
<table class="groups"><caption class="unseen">{{ caption }}</caption>
<thead><tr><th scope="col">{{ head }}</th><th scope="col">Students</th></tr></thead>
<tbody>{% for row in rows %}<tr><th scope="row" class="message">{{ row.what|brief }}</th><td>{% for student in row.students %}{{ who(one, student) }}{{ ", " if not loop.last }}{% endfor %}</td></tr>
{% endfor %}</tbody></table>
{% endmacro %}
{% macro histogram(one) %}
<svg role="img" aria-labelledby="{{ one.slug }}-seen {{ one.slug }}-told" height="{{ tallest + 40 }}">
<title id="{{ one.slug }}-seen">Distribution of scores in {{ one.title }}</title>
{% set drawn = columns(one) %}
<desc id="{{ one.slug }}-told">{% for column in drawn if column.count %}{{ column.name }} points: {{ many(column.count, "student") }}. {% endfor %}</desc>
{% for column in drawn %}
{% if column.count %}
<rect class="bar" x="{{ column.left }}%" width="{{ column.width }}%" y="{{ 18 + tallest - column.height }}" height="{{ column.height }}" rx="1.5"/>
<text class="count" x="{{ column.middle }}%" y="{{ 13 + tallest - column.height }}">{{ column.count }}</text>
{% endif %}
<text x="{{ column.middle }}%" y="{{ tallest + 33 }}">{{ column.label }}</text>
{% endfor %}
<line class="axis" x1="0" x2="100%" y1="{{ tallest + 18.5 }}" y2="{{ tallest + 18.5 }}"/>
</svg>
{% endmacro %}
{% macro rate(share) %}
<svg aria-hidden="true" height="6"><rect class="track" width="100%" height="6" rx="3"/><rect class="bar" width="{{ (100 * share)|round(1) }}%" height="6" rx="3"/></svg>
{% endmacro %}
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{{ policy }}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>{{ name }}: how the class is doing</title>
<style>{{ style }}</style>
</head>
<body>
{% set looks, unread, flagged, late = tallies|sum("to_look"), tallies|map(attribute="unread")|map("length")|sum, tallies|sum("flagged"), tallies|map(attribute="late")|map("length")|sum %}
<header>
<h1>{{ name }}</h1>
<p class="soft">How the class is doing, {{ now|time }}. This page names students: keep it to yourself.</p>
<p class="lead">{{ many(tallies|sum("handed_in"), "notebook") }} of {{ many(tallies|map(attribute="students")|max, "student") }} in {{ many(tallies|length, "exercise") }}.
{% if waits %}Waiting for you: <span class="look">{{ waits|join(", ") }}</span>.{% else %}Nothing waits for you.{% endif %}
{% if late %} {{ many(late, "notebook") }} came late.{% endif %}</p>
</header>
<main>
<div class="summary-card" id="all">
<h2 class="unseen">All exercises</h2>
<table class="summary" role="table">
<caption class="unseen">All exercises: how many handed in, how they scored, and what there is to look at</caption>
<thead role="rowgroup"><tr role="row">
<th role="columnheader" scope="col">Exercise</th>
{% for head in ("Handed in", "Mean", "Full marks", "Late", "Flagged", "To read", "To look at") %}
<th role="columnheader" scope="col" class="number">{{ head }}</th>
{% endfor %}
</tr></thead>
<tbody role="rowgroup">
{% for one in tallies %}
<tr role="row"><th role="rowheader" scope="row"><a href="#{{ one.slug }}">{{ one.title }}</a></th>
{{ cell("Handed in", one.handed_in) }}
<td role="cell" class="number mean" data-label="Mean"><span>{% if one.mean is none %}–{% else %}{{ one.mean|points }} <span class="soft">/ {{ one.points|points }}</span>{{ rate(one.mean / (one.points or 1)) }}{% endif %}</span></td>
{{ cell("Full marks", one.full) }}{{ cell("Late", one.late|length) }}{{ cell("Flagged", one.flagged) }}{{ cell("To read", one.unread|length) }}{{ cell("To look at", one.to_look, true) }}
</tr>
{% endfor %}
</tbody>
{% if tallies|length > 1 %}
<tfoot role="rowgroup"><tr role="row"><th role="rowheader" scope="row">Together</th>
{{ cell("Handed in", tallies|sum("handed_in")) }}<td role="cell" class="number" data-label="Mean"><span>–</span></td>
{{ cell("Full marks", tallies|sum("full")) }}{{ cell("Late", late) }}{{ cell("Flagged", flagged) }}{{ cell("To read", unread) }}{{ cell("To look at", looks, true) }}
</tr></tfoot>
{% endif %}
</table>
</div>
{% for one in tallies %}
<section id="{{ one.slug }}" aria-labelledby="{{ one.slug }}-title">
<h2 id="{{ one.slug }}-title">{{ one.title }}</h2>
<p class="soft"><code>{{ one.slug }}</code> · {% if one.due %}due {{ one.due|time }} · {% endif %}{{ one.handed_in }} of {{ many(one.students, "student") }} handed in</p>
{% if not one.graded or one.to_grade %}
<p>{{ many(one.to_grade|length, "notebook") ~ " to grade" if one.graded else "Nothing is graded yet" }}; run <code>autograder grade {{ one.slug }}</code>.</p>
{% endif %}
{% if one.queue %}
<div class="block"><h3 class="look">To look at</h3>
{{ groups(one, "What waits for you in " ~ one.title, "Why", one.queue) }}</div>
{% endif %}
{% if one.scores %}
<div class="two">
<figure><h3>Scores</h3>
{{ histogram(one) }}
<figcaption>{{ many(one.scores|length, "notebook") }} that could be run: mean {{ one.mean|points }}, median {{ one.median|points }} of {{ one.points|points }} points; {{ one.full }} with full marks.{% if one.unread %} Answers not read yet count nothing so far.{% endif %}</figcaption></figure>
<div><h3>Tasks</h3>
<table class="tasks"><caption class="unseen">Tasks of {{ one.title }}: how many passed the tests, and the mean of the points</caption>
<thead><tr><th scope="col">Task</th><th scope="col">Passed the tests</th><th scope="col" class="number">Mean</th></tr></thead>
<tbody>
{% for task in one.tasks %}
<tr><th scope="row">{{ task.title }}</th>
<td class="rate">{{ task.passed }} of {{ task.count }}{% if task.written %} read{% else %} <span class="soft">({{ (100 * task.passed / (task.count or 1))|round|int }} %)</span>{{ rate(task.passed / (task.count or 1)) }}{% endif %}</td>
<td class="number">{% if task.mean is none %}–{% else %}{{ task.mean|points }}{% endif %} <span class="soft">/ {{ task.points|points }}</span></td></tr>
{% endfor %}
</tbody></table></div>
</div>
{% endif %}
{% if one.mistakes %}
{% set shown, rest = shared(one.mistakes) %}
<div class="block"><h3>Most common mistakes</h3>
{% if shown %}
<ol class="mistakes">
{% for mistake in shown %}
<li><span class="times" aria-hidden="true">{{ mistake.students|length }}×</span>
<div><p class="message">{{ mistake.message|brief }}</p>
<small><span class="unseen">{{ many(mistake.students|length, "student") }}, </span>{{ one.task_titles.get(mistake.task, mistake.task) }}; for example {{ who(one, mistake.example) }}{% if mistake.varies %}; the numbers differ{% endif %}</small></div></li>
{% endfor %}
</ol>
{% endif %}
{% if rest %}
<p class="soft">{{ "And" if shown else "No two alike:" }} {{ many(rest|length, "other message" if shown else "message") }}, each met by {{ "at most " if rest[0].students|length > 1 }}{{ many(rest[0].students|length, "student") }}.</p>
{% endif %}
</div>
{% endif %}
<div class="two">
{% if one.causes %}
<div><h3>Why tasks failed</h3>
<table><caption class="unseen">Causes of failed tasks in {{ one.title }}</caption>
<thead><tr><th scope="col">Cause</th><th scope="col" class="number">Tasks</th><th scope="col" class="number">Students</th></tr></thead>
<tbody>{% for row in one.causes %}<tr><th scope="row">{{ row.cause.value }} <span class="soft">{{ means[row.cause] }}</span></th><td class="number">{{ row.tasks }}</td><td class="number">{{ row.students|length }}</td></tr>
{% endfor %}</tbody></table></div>
{% endif %}
{% if one.graded or one.ungraded %}
<div><h3>Students</h3>
{% if one.flags %}
<details><summary>Flagged: {{ one.flagged }}</summary>
{{ groups(one, "Flagged in " ~ one.title, "What was seen", one.flags) }}</details>
{% endif %}
{% if one.late %}
<details><summary>Late: {{ one.late|length }}</summary>
<table><caption class="unseen">Late in {{ one.title }}</caption>
<thead><tr><th scope="col">Student</th><th scope="col" class="number">Hours</th><th scope="col" class="number">Points it cost</th></tr></thead>
<tbody>{% for row in one.late %}<tr><th scope="row">{{ who(one, row.student) }}</th><td class="number">{% if row.hours is none %}unknown{% else %}{{ row.hours|points(1) }}{% endif %}</td><td class="number">{{ row.penalty|points }}</td></tr>
{% endfor %}</tbody></table></details>
{% endif %}
{% if one.unread %}<details><summary>Written answers to read: {{ one.unread|length }}</summary>{{ people(one, one.unread) }}</details>{% endif %}
{% if one.changed %}<details><summary>Changed since the grading, to be graded again: {{ one.changed|length }}</summary>{{ people(one, one.changed) }}</details>{% endif %}
{% if one.ungraded %}<details><summary>Not graded yet: {{ one.ungraded|length }}</summary>{{ people(one, one.ungraded) }}</details>{% endif %}
{% if one.unpublished %}<details><summary>Feedback missing or out of date: {{ one.unpublished|length }}</summary>{{ people(one, one.unpublished) }}</details>{% endif %}
{% if one.unsafe %}<details><summary>Graded without a sandbox: {{ one.unsafe|length }}</summary>{{ people(one, one.unsafe) }}</details>{% endif %}
{% if one.absent %}<details><summary>Nothing handed in: {{ one.absent|length }}</summary>{{ people(one, one.absent) }}</details>{% endif %}
</div>
{% endif %}
</div>
<p class="back"><a href="#all">All exercises</a></p>
</section>
{% endfor %}
</main>
<footer><p>Counted from the verdicts and the gradebook. For one student's whole story: <code>autograder show STUDENT EXERCISE</code>.</p></footer>
</body>
</html>
