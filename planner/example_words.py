"""The words of the example month: a small bookshop by the sea. Title and text, in both languages."""

WORDS = {
    "en": [
        ("Winter list: ten quiet novels", "Ten novels for evenings when the rain decides for you.\n\nWe read all of them, twice."),
        ("Staff pick of the week", "**Vera's pick:** a letter that took forty years to arrive."),
        ("Signed copies, while they last", "Twelve signed copies came in this morning. They are on the table by the door."),
        ("Author evening announced", "One evening, one author, forty chairs.\n\nVera Lind reads from *The Salt Year*."),
        ("We are hiring a bookseller", "Do you alphabetise your spices? We should talk: https://northpier.example/jobs"),
        ("Friday poem", "A poem for Friday, read aloud at closing time.\n\nBring a friend and a cup."),
        ("Reading list for the commute", "Five books that end exactly at your station."),
        ("Restoring a 1912 atlas", "Eleven weeks, rice paper and one very patient binder."),
        ("Three books on patience", "You can guess how long we waited for the third."),
        ("Gift guide, part one", "For the uncle who has read everything, and for the one who has read nothing."),
        ("How we choose our window", "Our window changes on the first Monday. Here is how we argue about it."),
        ("A letter from a reader", "“I came in from the rain and left with a lighthouse.” Thank you, Marta."),
        ("Poll: cover of the year", "Which cover stopped you in the street this year? Tell us below."),
    ],
    "ru": [
        ("Зимний список: десять тихих романов", "Десять романов для вечеров, когда за вас решает дождь.\n\nМы прочли их все, и не по разу."),
        ("Выбор недели", "**Советует Вера:** письмо, которое шло сорок лет."),
        ("Книги с автографом", "Утром приехали двенадцать подписанных экземпляров. Лежат на столе у входа."),
        ("Вечер с автором", "Один вечер, один автор, сорок стульев.\n\nВера Линд читает «Год соли»."),
        ("Ищем книготорговца", "Ваши специи стоят по алфавиту? Давайте поговорим: https://northpier.example/jobs"),
        ("Пятничное стихотворение", "Стихотворение к пятнице, вслух, перед самым закрытием.\n\nПриходите с другом и с кружкой."),
        ("Что читать в электричке", "Пять книг, которые кончаются ровно на вашей станции."),
        ("Как мы спасали атлас 1912 года", "Одиннадцать недель, рисовая бумага и очень терпеливый переплётчик."),
        ("Три книги о терпении", "Догадайтесь, сколько мы ждали третью."),
        ("Что подарить, часть первая", "Дяде, который прочёл всё, и дяде, который не прочёл ничего."),
        ("Как мы собираем витрину", "Витрина меняется в первый понедельник. Рассказываем, как мы о ней спорим."),
        ("Письмо читательницы", "«Зашла переждать дождь, а вышла с маяком». Спасибо, Марта."),
        ("Опрос: обложка года", "Какая обложка остановила вас на улице? Напишите ниже."),
    ],
}  # fmt: skip

# A fact that some of them state: its name, and how it stands in the words.
FACTS = {"en": ("Chairs at an evening", "forty chairs"), "ru": ("Стульев на вечере", "сорок стульев")}
LASTS = 7  # the number of one that does not age

# Cards that go with some of them, by their number: template, shape, words.
CARDS = {
    "en": {
        0: (
            "announcement",
            "wide",
            {"kicker": "Winter list", "headline": "Ten quiet novels for rainy evenings"},
        ),
        3: (
            "event",
            "square",
            {
                "day": "12",
                "month": "December",
                "title": "An evening with Vera Lind",
                "time": "19:00",
                "place": "North Pier Books",
            },
        ),
        11: (
            "quote",
            "square",
            {
                "quote": "I came in from the rain and left with a lighthouse.",
                "author": "Marta",
                "role": "reader",
            },
        ),
    },
    "ru": {
        0: (
            "announcement",
            "wide",
            {"kicker": "Зимний список", "headline": "Десять тихих романов для дождливых вечеров"},
        ),
        3: (
            "event",
            "square",
            {
                "day": "12",
                "month": "декабря",
                "title": "Вечер с Верой Линд",
                "time": "19:00",
                "place": "«Северный пирс»",
            },
        ),
        11: (
            "quote",
            "square",
            {"quote": "Зашла переждать дождь, а ушла с маяком.", "author": "Марта", "role": "читательница"},
        ),
    },
}
