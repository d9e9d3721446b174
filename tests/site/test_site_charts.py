"""What charts draw where numbers lie close together, or where there is but a day of them."""

import re

from wmsgit.site.charts.charts import areas, lines, points


def test_lines_too_near_for_two_texts_share_one() -> None:
    days = ["2026-01-01", "2026-01-02"]
    chart = str(points("Lead time", days, [(days[0], 36.0, "A")], {"50 %": 12, "85 %": 26, "95 %": 27}, "days"))
    assert ">50 %: 12<" in chart
    assert ">85 %: 26, 95 %: 27<" in chart
    assert chart.count("<line") - chart.count('class="grid"') == 3


def test_a_single_day_is_drawn_from_edge_to_edge() -> None:
    for draw in (areas, lines):
        drawn = re.search(r'points="([^"]+)"', str(draw("Findings", ["2026-01-01"], {"rule": [3]}, "findings")))
        assert drawn
        across = {pair.split(",")[0] for pair in drawn[1].split()}
        assert len(across) == 2
