"""The site that we write ourselves."""

import dataclasses
import json
import time
import uuid
from concurrent.futures import ProcessPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from publishers.errors import PublisherError, Rejected
from publishers.message import Account, Message, Parcel
from publishers.site import Credentials, Site
from publishers.web import Web
from tests.publishers.places import Place, picture

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def test_the_page_is_where_the_receipt_says(site: Place) -> None:
    receipt = site.send(Message("Hello *world*", title="Greetings to all"))
    assert receipt.url.startswith("https://news.example.org/posts/greetings-to-all-")
    page = read(site, receipt.url.removeprefix("https://news.example.org/") + "index.html")
    assert "<h1>" in page
    assert "Greetings to all" in page
    assert "<em>world</em>" in page
    assert "Greetings to all" in read(site, "index.html")


def test_pages_hold_no_scripts_and_load_nothing_from_elsewhere(site: Place) -> None:
    site.send(
        Message(
            "<script>alert(1)</script> & ![x](https://evil.example/x.png)", title="<b>&", images=(picture(),)
        )
    )
    for page in folder(site).rglob("*.html"):
        reader = _Tags()
        reader.feed(page.read_text())
        assert "script" not in reader.tags
        assert all(not source.startswith(("http", "//")) for source in reader.sources), page


def test_the_pictures_stand_on_the_page_with_their_descriptions(site: Place) -> None:
    image = picture('A "red" square')
    receipt = site.send(Message("look", images=(image,)))
    page = read(site, receipt.url.removeprefix("https://news.example.org/") + "index.html")
    assert "A &quot;red&quot; square" in page
    assert (folder(site) / "images" / f"{image.sha256[:32]}.png").read_bytes() == image.read()


def test_the_feed_is_atom_and_its_ids_stay(site: Place) -> None:
    site.send(Message("one\x00 & <two>", title="A & B"), "key-1")
    feed = ElementTree.fromstring(read(site, "feed.xml"))
    first = feed.findtext("a:entry/a:id", namespaces=ATOM)
    assert first is not None
    assert first.startswith("urn:uuid:")
    assert feed.findtext("a:entry/a:title", namespaces=ATOM) == "A & B"
    site.send(Message("three"), "key-2")
    feed = ElementTree.fromstring(read(site, "feed.xml"))
    assert [entry.findtext("a:id", namespaces=ATOM) for entry in feed.findall("a:entry", ATOM)][1] == first
    assert feed.findtext("a:updated", namespaces=ATOM)


def test_a_site_that_moves_shows_no_old_post_as_new(site: Place) -> None:
    def ids() -> list[str]:
        atom = ElementTree.fromstring(read(site, "feed.xml"))
        rss = ElementTree.fromstring(read(site, "rss.xml"))
        entries = json.loads(read(site, "feed.json"))["items"]
        found = [one.text or "" for one in atom.iter(f"{{{ATOM['a']}}}id")]
        return found + [one.text or "" for one in rss.iter("guid")] + [one["id"] for one in entries]

    receipt = site.send(Message("one"), "key-1")
    before, old = ids(), uuid.uuid5(uuid.NAMESPACE_URL, f"https://news.example.org/{receipt.id}").urn
    assert before.count(old) == 3, "as it was made before sites could move"
    moved = dataclasses.replace(site.publisher.credentials, address="https://harbour.example.org")
    Site(moved, site.publisher.account, site.publisher.web).check()
    assert "https://harbour.example.org" in read(site, "feed.xml")
    assert ids() == before


def test_a_thread_is_one_page_and_one_entry(site: Place) -> None:
    above = ""
    for number in range(3):
        above = site.send(Message("one\n---\ntwo\n---\nthree"), f"key-{number}", number, above).id
    [page] = folder(site).glob("posts/*/index.html")
    assert page.read_text().count("<section") == 3
    assert len(ElementTree.fromstring(read(site, "feed.xml")).findall("a:entry", ATOM)) == 1


def test_a_deleted_post_leaves_no_page_and_a_late_repeat_does_not_bring_it_back(site: Place) -> None:
    receipt = site.send(Message("hello"))
    publisher = site.publisher
    assert isinstance(publisher, Site)
    publisher.delete(receipt.id)
    site.send(Message("hello"))
    assert list(folder(site).glob("posts/*")) == []
    assert "hello" not in read(site, "index.html")


def test_a_repeat_mends_a_page_that_a_crash_left_out(site: Place) -> None:
    site.send(Message("hello"))
    [page] = folder(site).glob("posts/*/index.html")
    page.unlink()
    site.send(Message("hello"))
    assert "hello" in page.read_text()


def test_many_processes_write_every_post_once(site: Place) -> None:
    where = str(folder(site))
    keys = [f"key-{number % 12}" for number in range(36)]
    with ProcessPoolExecutor(3) as pool:
        ids = list(pool.map(_write, [where] * len(keys), keys))
    assert len(set(ids)) == 12
    assert len(list(folder(site).glob("posts/*/index.html"))) == 12
    assert read(site, "index.html").count("<article") == 12
    assert not list(folder(site).rglob(".new-*"))


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    publisher = Site(Credentials(str(tmp_path / "file"), "https://x.org"), Account(""), Web())
    with pytest.raises(PublisherError, match="cannot be written"):
        publisher.check()


def test_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Rejected):
        Site(Credentials(str(tmp_path), "news.example.org"), Account(""), Web()).check()


def _write(where: str, key: str) -> str:
    publisher = Site(Credentials(where, "https://news.example.org"), Account("x"), Web())
    part = publisher.prepare(Message(f"words of {key}")).parts[0]
    return publisher.commit(Parcel(part), key, time.monotonic() + 30).id


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.sources: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.sources += [value or "" for name, value in attrs if name == "src"]
        self.sources += [value or "" for name, value in attrs if name == "href" and tag == "link"]


def folder(there: Place) -> Path:
    return Path(there.publisher.credentials.folder)


def read(there: Place, name: str) -> str:
    return (folder(there) / name).read_text()


CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


def test_the_rss_feed_says_the_same_with_an_enclosure_and_a_guid_that_stays(site: Place) -> None:
    image = picture("A red square")
    receipt = site.send(Message("one\x00 & *two*", title="A & B", images=(image,)), "key-1")
    channel = ElementTree.fromstring(read(site, "rss.xml")).find("channel")
    assert channel is not None
    item = channel.find("item")
    assert item is not None
    guid = item.find("guid")
    assert guid is not None
    assert guid.get("isPermaLink") == "false"
    atom = ElementTree.fromstring(read(site, "feed.xml"))
    assert guid.text == atom.findtext("a:entry/a:id", namespaces=ATOM)
    assert item.findtext("title") == "A & B"
    assert item.findtext("link") == receipt.url
    assert item.findtext("pubDate", "").endswith("+0000")
    assert "<em>two</em>" in item.findtext(CONTENT, "")
    assert 'alt="A red square"' in item.findtext(CONTENT, "")
    enclosure = item.find("enclosure")
    assert enclosure is not None
    assert enclosure.attrib == {
        "url": f"https://news.example.org/images/{image.sha256[:32]}.png",
        "length": str(image.size),
        "type": "image/png",
    }


def test_the_json_feed_says_the_same(site: Place) -> None:
    site.send(Message("one", title="A", language="ru"), "key-1")
    feed = json.loads(read(site, "feed.json"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    [item] = feed["items"]
    atom = ElementTree.fromstring(read(site, "feed.xml"))
    assert item["id"] == atom.findtext("a:entry/a:id", namespaces=ATOM)
    assert (item["title"], item["language"], item["content_text"]) == ("A", "ru", "one")
    assert "image" not in item


def test_what_is_deleted_leaves_every_feed(site: Place) -> None:
    receipt = site.send(Message("one", title="A"), "key-1")
    site.publisher.delete(receipt.id)
    assert json.loads(read(site, "feed.json"))["items"] == []
    assert "<item>" not in read(site, "rss.xml")


def test_the_pages_name_all_three_feeds(site: Place) -> None:
    site.send(Message("one"), "key-1")
    for name in ("feed.xml", "rss.xml", "feed.json"):
        assert f'href="{name}"' in read(site, "index.html")
