{% macro outputs(cell) %}
{% for output in cell.get("outputs", []) %}
{% for kind, data in (output|pictures)[:1] %}
<img src="data:{{ kind }};base64,{{ data }}" alt="A picture that your code made">
{% else %}
{% if output.output_type == "error" %}
<p class="message">{{ output|told }}</p>
{% else %}
<pre class="printed" aria-label="What your code printed">{{ output|told }}</pre>
{% endif %}
{% endfor %}
{% endfor %}
{% endmacro %}
{% macro cell(one) %}
{% if one.cell_type == "code" %}
<pre class="code">{{ one.source|code }}</pre>
{{ outputs(one) }}
{% else %}
<p class="words">{{ one.source|words }}</p>
{% for kind, data in one|pictures %}
<img src="data:{{ kind }};base64,{{ data }}" alt="A picture in your answer">
{% endfor %}
{% endif %}
{% endmacro %}
<!DOCTYPE html>
<html lang="en" id="{{ mark }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{{ slug }}</title>
<style>
{{ style }}
</style>
</head>
<body>
<main>
<h1>{{ title }}</h1>
{% if line %}
<p class="score">{{ line }}</p>
{% endif %}
{% if summary %}
<p>{{ summary }}.</p>
{% endif %}
{% if reason %}
<p class="message">{{ reason }}</p>
{% endif %}
{% if sections %}
<table>
<caption class="unseen">Points by task</caption>
<thead class="unseen"><tr><th scope="col">Task</th><th scope="col">How it went</th><th scope="col">Points</th></tr></thead>
<tbody>
{% for one in sections %}
<tr><th scope="row"><a href="#{{ one.task.test_id }}">{{ loop.index }}. {{ one.task.title }}</a></th>
<td class="{{ 'good' if one.good else 'look' }}">{{ one.went }}</td><td class="points">{{ one.of }}</td></tr>
{% endfor %}
</tbody>
</table>
{% endif %}
{% for one in sections %}
<section id="{{ one.task.test_id }}">
<h2>{{ loop.index }}. {{ one.task.title }}</h2>
<p class="{{ 'good' if one.good else 'look' }}">{{ one.went }}: {{ one.of }}</p>
{% if one.forbidden %}
<p class="message">This task may not use {{ one.forbidden|join(", ") }}: a person will look at it, and the points stay as they are until then.</p>
{% endif %}
{% if one.lines %}
<div class="message">
{% for line in one.lines %}
<p{% if line.startswith("  ") %} class="deep"{% endif %}>{{ line.strip() }}</p>
{% endfor %}
</div>
{% endif %}
{% for comment in one.comments %}
<h3>Comment</h3>
<p class="words comment">{{ comment }}</p>
{% endfor %}
{% if one.lines and one.task.hints %}
<details>
<summary>Hints</summary>
<ol>
{% for hint in one.task.hints %}
<li>{{ hint }}</li>
{% endfor %}
</ol>
</details>
{% endif %}
{% if one.test %}
<details>
<summary>The test that you can see</summary>
<pre class="code">{{ one.test.source|code }}</pre>
</details>
{% endif %}
<h3>{{ "Your answer" if one.task.written else "Your code" }}</h3>
{{ cell(one.answer) }}
</section>
{% endfor %}
{% if others %}
<section>
<h2>Your other cells</h2>
{% for one in others %}
{{ cell(one) }}
{% endfor %}
</section>
{% endif %}
</main>
</body>
</html>
