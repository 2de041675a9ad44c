import type { DemoArticle } from './demo-types.js';

const museumBody = `
<p>In the cellar of the town museum of Veldham stand forty-three objects about which nobody knows anything.
From this week they have a room of their own, and beside each lies a stack of blank cards.</p>
<p>Visitors are asked to write down what they think a thing is. There is a wooden wheel with teeth on the
inside, a leather bag with five handles, and an iron rod that ends in a very small spoon.</p>
<p>“We have had experts in,” the curator explains. “They were charming, and they contradicted one
another.”</p>
<h2>Four answers so far</h2>
<p>The cards have begun to pay. A retired cooper recognised a tool for testing barrels; two sisters,
independently, named a press for hat brims. The bag with the handles was claimed by a climber, a midwife and
a bell-ringer, and <em>all three</em> gave convincing reasons.</p>
<blockquote><p>It belonged to my uncle. I do not know what it is either, but he was very fond of
it.</p></blockquote>
<p>That card hangs framed at the entrance.</p>
<p>Every suggestion is typed up and placed in the <a href="https://veldham-museum.example/nameless">open
catalogue</a>. In spring a jury of three cabinetmakers and one child will choose the labels.</p>
`;

const cinemaBody = `
<p>Les chaises longues sont sorties des granges, le drap blanc est tendu entre deux platanes : à
Saint-Aurel-sur-Vive, le cinéma en plein air a fait son retour, avec des couvertures, puisque l'automne est
là.</p>
<p>L'association qui l'anime avait renoncé à la saison d'été. Elle a préféré attendre que les soirées
raccourcissent, projeter plus tôt et laisser entre les rangs assez de place pour une brouette.</p>
<h2>Un premier soir en dessin animé</h2>
<p>Pour l'ouverture, les enfants ont choisi un court métrage libre de droits, que chacun peut regarder chez
soi et partager :</p>
<iframe src="https://www.youtube.com/embed/aqz-KE-bpKQ" title="Big Buck Bunny" width="560"
height="315"></iframe>
<p>Le projecteur, lui, a quarante ans. Il appartient à l'ancien instituteur, qui le règle à l'oreille et
refuse qu'un autre y touche. « Une machine, ça se connaît comme un vélo », dit-il.</p>
<ul>
<li>Séance le vendredi, dès la tombée de la nuit</li>
<li>Entrée libre, soupe à prix libre</li>
<li>En cas de pluie, repli sous la halle</li>
</ul>
<p>La saison doit durer jusqu'au premier gel. Les organisateurs cherchent encore deux personnes pour porter
l'écran.</p>
`;

const oneBookBody = `
Every October the three thousand people of Brindle Bay read the same book. They are not obliged to. It is
merely difficult, for four weeks, to buy a newspaper, have a tooth filled or wait for a bus without being
asked how far one has got.

The custom is twelve years old and began with a librarian who had been given, by mistake, **two hundred
copies** of one novel. Rather than send them back she left them on benches.

## How the book is chosen

1. Anybody may nominate a book, on a postcard.
2. The library draws ten cards out of a hat.
3. Pupils read the first chapters aloud in the market hall, and the town votes by applause.

This year's choice is a sea story of 1897, long out of print. The local printer made a new edition, with
wide margins on purpose.

## Writing in the margins

Those margins are half the pleasure. At the end of the month copies are swapped, so that each reader
receives somebody else's remarks. The library keeps a few of the best.

> “He should have stayed ashore.” – “So should you, Martin.”

---

Readers elsewhere are welcome to join. The [text is free to
download](https://brindle-library.example/one-book), and remarks for the margin can be sent by post.
`;

const lullabyBody = `
<p>A suitcase of wax cylinders, found behind the organ of a village church, has given back nineteen
lullabies that no living person had sung.</p>
<p>The recordings were made around 1906 by a country doctor who carried his machine from house to house. He
noted the singer, the child and the weather, and never the title.</p>
<h2>From wax to choir</h2>
<p>Technicians of the regional sound archive read the grooves with light, since a needle would have worn
them away. What came out was faint, and at first it ran at the wrong speed. A music student noticed that one
baby, audible throughout, seemed far too deep.</p>
<p>The archive has set the songs down on paper and sent them to the choirs of the district:</p>
<ol>
<li>nine that tell of animals,</li>
<li>six that promise food,</li>
<li>three about the sea, and</li>
<li>one that consists of the names of neighbours.</li>
</ol>
<p>That last one was sung at the opening by the great-granddaughter of the singer. Eleven of the thirty-four
families it names still live in the village, and most of them had come.</p>
<figure>
<img src="/demo/pictures/cylinders.svg"
alt="Brown wax cylinders in their cardboard tubes in an open suitcase, organ pipes behind it"
width="1200" height="800">
<figcaption>The suitcase, as it was found.</figcaption>
</figure>
<p>The recordings can be heard at the museum on Sunday afternoons. Visitors with small children are warned
that the songs still work.</p>
`;

/** Stories of the CULTURE section and its child BOOKS. */
export const cultureArticles: DemoArticle[] = [
  {
    externalId: 'paradox-1012',
    status: 'published',
    headline: 'A museum asks its visitors what its treasures are',
    section: 'culture',
    slug: 'museum-asks-visitors-what-its-treasures-are',
    dek: 'Forty-three nameless objects, a stack of cards, and four mysteries solved.',
    body: { html: museumBody },
    authors: ['adele-corbin'],
    tags: ['museums', 'education', 'tourism'],
    leadImage: {
      url: '/demo/pictures/nameless-objects.svg',
      alt: 'A wooden wheel with inward teeth on a plinth, a stack of cards and a pencil beside it',
      width: 1200,
      height: 675,
      credit: 'Illustration: paradox',
    },
    language: 'en',
    publishedAt: '2020-10-22T13:00:00.000Z',
    comments: [
      {
        externalId: 'paradox-1012-c1',
        name: 'Wheelwright’s son',
        body: 'The wheel with teeth on the inside is from a rope walk. My father had one just like it.',
        createdAt: '2020-10-22T14:48:00.000Z',
        status: 'approved',
      },
      {
        externalId: 'paradox-1012-c2',
        parentExternalId: 'paradox-1012-c1',
        name: 'Adèle Corbin',
        body: 'I have passed this on to the curator, who is looking for her boots to come and see you.',
        createdAt: '2020-10-22T16:20:00.000Z',
        status: 'approved',
      },
      {
        externalId: 'paradox-1012-c3',
        parentExternalId: 'paradox-1012-c2',
        name: 'Wheelwright’s son',
        body: 'The kettle is on.',
        createdAt: '2020-10-22T16:31:00.000Z',
        status: 'approved',
      },
      {
        externalId: 'paradox-1012-c4',
        name: 'Lotte',
        body: 'A very small spoon on an iron rod: for salt, in a smokehouse?',
        createdAt: '2020-10-23T09:00:00.000Z',
        status: 'approved',
      },
    ],
  },
  {
    externalId: 'paradox-1013',
    status: 'published',
    headline: 'À Saint-Aurel, le cinéma en plein air revient avec l’automne',
    section: 'culture',
    slug: 'saint-aurel-cinema-en-plein-air-revient',
    dek: 'Un drap entre deux platanes, des couvertures et un projecteur de quarante ans.',
    body: { html: cinemaBody },
    authors: ['adele-corbin'],
    tags: ['film', 'tourism'],
    leadImage: {
      url: '/demo/pictures/cinema-plein-air.svg',
      alt: 'Des spectateurs sous des couvertures devant un écran tendu entre deux arbres, où paraît un lapin de dessin animé',
      width: 1200,
      height: 675,
      credit: 'Illustration : paradox',
    },
    language: 'fr',
    publishedAt: '2020-10-10T17:30:00.000Z',
    comments: [
      {
        externalId: 'paradox-1013-c1',
        name: 'Bastien',
        body: 'La soupe était excellente, le film aussi. On peut aider à porter l’écran vendredi ?',
        createdAt: '2020-10-11T08:45:00.000Z',
        status: 'approved',
      },
      {
        externalId: 'paradox-1013-c2',
        parentExternalId: 'paradox-1013-c1',
        name: 'Adèle Corbin',
        body: 'Avec joie : rendez-vous à la halle à dix-huit heures.',
        createdAt: '2020-10-11T10:00:00.000Z',
        status: 'approved',
      },
    ],
  },
  {
    externalId: 'paradox-1014',
    status: 'published',
    headline: 'The town that reads one book each autumn',
    section: 'books',
    slug: 'the-town-that-reads-one-book-each-autumn',
    dek: 'In Brindle Bay the dentist will ask you what you made of chapter nine.',
    body: { markdown: oneBookBody },
    authors: ['adele-corbin', 'ilse-varga'],
    tags: ['libraries', 'education'],
    leadImage: {
      url: '/demo/pictures/bench-books.svg',
      alt: 'A row of identical red books on a harbour bench, a gull on its backrest',
      width: 1200,
      height: 675,
      credit: 'Illustration: paradox',
    },
    language: 'en',
    publishedAt: '2020-10-17T10:00:00.000Z',
    relatedPins: ['biblioteca-pe-roti-urca-spre-sate'],
  },
  {
    externalId: 'paradox-1015',
    status: 'published',
    headline: 'Nineteen lullabies come back from a suitcase of wax',
    section: 'culture',
    slug: 'nineteen-lullabies-come-back-from-wax',
    dek: 'A doctor recorded them around 1906; a deep-voiced baby gave away the wrong speed.',
    body: { html: lullabyBody },
    authors: ['adele-corbin'],
    tags: ['music', 'museums', 'libraries'],
    language: 'en',
    publishedAt: '2020-11-05T15:45:00.000Z',
  },
];
