"""The window itself notices what it is there to notice."""


def test_a_script_error_and_a_refused_inline_script_are_noticed(browser_page):
    browser_page.goto("/healthz")
    browser_page.page.evaluate("console.error('noticed')")
    assert browser_page.unexpected == ["console: noticed"]
    browser_page.expect_problem("noticed")
    assert browser_page.unexpected == []


def test_what_some_people_cannot_use_is_noticed_each_time_it_is_looked_for(browser_page):
    """Once put into a page, axe stays there and looks again."""
    browser_page.goto("/accounts/login/")
    browser_page.expect_problem("404")
    broken = "<img src='/static/x.png'><h4>x</h4>"
    browser_page.page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", broken)
    for _time in range(2):
        found = {problem.split(":")[0] for problem in browser_page.axe()}
        assert {"heading-order", "image-alt"} <= found
        assert browser_page.axe("image-alt") == ["image-alt: img"]
    browser_page.page.evaluate("document.querySelector('img').remove()")
    assert browser_page.axe("image-alt") == []
