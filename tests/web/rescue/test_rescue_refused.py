"""What is no rescue file, or none of ours, is refused in words; the page that saves one is open to everybody."""

from cryptography.hazmat.primitives.asymmetric import ec

from inspector.storage.rescues.key import FILE
from tests.web.conftest import World
from tests.web.rescue.saved import Tablet, hand_in, words
from tests.web.rescue.sealing import packed, sealed, server_key


def test_an_unfit_file_is_refused_in_words_and_not_kept(world: World) -> None:
    client, ours = world.signed_in("evaluator.east"), server_key(world.settings.data_folder)
    whole = Tablet(world).save()
    stranger = sealed(ec.generate_private_key(ec.SECP256R1()), packed({}, []))
    for content, said in (
        (b"%PDF-1.7", "这不是抢救文件"),
        (whole[:-1], "已损坏或不完整"),
        (stranger, "另一台服务器"),
        (sealed(ours, b"", format=9), "更新版本"),
        (sealed(ours, packed({"operations": [{"id": 5}], "files": []}, [])), "已损坏或不完整"),
        (sealed(ours, packed({"operations": [], "files": 7}, [])), "已损坏或不完整"),
    ):
        page = hand_in(client, content)
        assert page.status_code == 422 and words(page, said) == [], said
    assert client.post("/rescue/import", files={"other": ("a", b"")}).status_code == 422
    assert client.post(f"/rescue/import/{'0' * 64}").status_code == 410
    assert client.post("/rescue/import/no-digest").status_code == 404


def test_the_page_opens_for_everybody_and_gives_the_public_key_only(world: World) -> None:
    secret = (world.settings.data_folder / FILE).read_text().splitlines()[1]
    for path in ("/rescue", "/rescue/offline/zh_CN"):
        page = world.visitor().get(path)
        assert page.status_code == 200 and 'data-key="' in page.text and secret[:30] not in page.text
    assert world.visitor().get("/rescue/offline/xx").status_code == 404
