import type { DemoArticle } from './demo-types.js';

const ferryBody = `
<p>For eleven years the people of Veldham and Tesmere waved to each other across four hundred metres of
brown water and drove fifty kilometres to meet. On Saturday the ferry between the two towns ran again, and
the first crossing was so full that the mayors had to wait for the second.</p>
<p>The old cable boat was retired when its engine failed. Its successor was built by the <a
href="https://boatyard.example/cable-ferries">boatyard downstream</a> from the drawings of 1958, with a hull
twenty centimetres wider and an electric winch in place of the diesel.</p>
<h2>Two councils, one timetable</h2>
<p>The towns lie in different countries, and the longest talks were not about money but about clocks: for
half the year shops on one bank close an hour before those on the other. The councils settled on three
things.</p>
<ul>
<li>The boat sails whenever four people are waiting, or after twenty minutes.</li>
<li>A ticket bought on one bank is good on both.</li>
<li>Schoolchildren and bicycles travel free of charge.</li>
</ul>
<blockquote><p>My sister lives over there. I have seen her roof every day since I was sixty, and yesterday I
saw her kitchen.</p></blockquote>
<p>So said one of the first passengers, a retired teacher who had brought a cake. The pilot, who asked not
to be photographed while eating it, said that the current was gentle and the landing stage better than he
remembered.</p>
<hr>
<p>The ferry runs daily from seven in the morning until dusk, and stops when the river stands above the
white mark on the Tesmere quay.</p>
`;

const libraryBody = `
Un autobuz galben, cu rafturi în loc de scaune, urcă de luna aceasta spre cele nouăsprezece sate de pe
dealurile din jurul Văii Liliacului. Înăuntru sunt **două mii de cărți**, o masă pliantă și un ceainic.

Biblioteca pe roți a fost pregătită de bibliotecara din comună și de elevii unui liceu profesional, care au
sudat rafturile la orele de atelier. Cărțile au venit din donații; cele mai cerute sunt, deocamdată,
poveștile ilustrate și manualele de apicultură.

## Cum funcționează

1. Autobuzul oprește în fiecare sat o dată la două săptămâni.
2. Oricine poate împrumuta cinci cărți, fără taxă.
3. Cine nu poate coborî până la drum poate telefona, iar șoferul aduce cartea la poartă.

> Nu ne grăbim. Dacă cineva vrea să povestească înainte să aleagă, îl ascultăm.

Primăria spune că drumul costă mai puțin decât încălzirea vechii săli de lectură, care va fi folosită de
acum înainte pentru repetițiile corului. La primăvară, traseul ar putea ajunge și în satele de peste pod.
`;

/** Stories of WORLD's child section EUROPE. */
export const europeArticles: DemoArticle[] = [
  {
    externalId: 'paradox-1003',
    status: 'published',
    headline: 'Two river towns get back the ferry that joined them',
    section: 'europe',
    slug: 'river-towns-get-back-their-ferry',
    dek: 'After eleven years without a boat, Veldham and Tesmere are six minutes apart again.',
    body: { html: ferryBody },
    authors: ['ilse-varga'],
    tags: ['transport', 'tourism', 'diplomacy', 'harbours'],
    leadImage: {
      url: '/demo/pictures/cable-ferry.svg',
      alt: 'A flat red cable ferry crowded with people and bicycles in mid-river, a town on either bank',
      width: 1200,
      height: 675,
      caption: 'The first crossing on Saturday morning.',
      credit: 'Illustration: paradox',
    },
    language: 'en',
    publishedAt: '2020-10-04T08:15:00.000Z',
    formerUrls: ['https://paradox.example/2020/10/04/veldham-tesmere-ferry'],
    comments: [
      {
        externalId: 'paradox-1003-c1',
        name: 'Old Pilot',
        body: 'I steered the last boat in 2009. Glad to see they kept the bell.',
        createdAt: '2020-10-04T10:40:00.000Z',
        status: 'approved',
      },
      {
        externalId: 'paradox-1003-c2',
        parentExternalId: 'paradox-1003-c1',
        name: 'Ilse Varga',
        website: 'https://ilse-varga.example/',
        body: 'They did, and a boy of eight was allowed to ring it on Saturday.',
        createdAt: '2020-10-04T12:05:00.000Z',
        status: 'approved',
      },
      {
        externalId: 'paradox-1003-c3',
        name: 'Hanneke',
        body: 'Does the free ride for bicycles also hold for a cargo bike with two children in it?',
        createdAt: '2020-10-05T07:20:00.000Z',
        status: 'approved',
      },
    ],
    relatedPins: ['ferry-charges-while-passengers-board'],
  },
  {
    externalId: 'paradox-1004',
    status: 'published',
    headline: 'O bibliotecă pe roți urcă spre satele din deal',
    section: 'europe',
    slug: 'biblioteca-pe-roti-urca-spre-sate',
    dek: 'Nouăsprezece sate primesc, o dată la două săptămâni, două mii de cărți și un ceai.',
    body: { markdown: libraryBody },
    authors: ['radu-lupescu-vale'],
    tags: ['libraries', 'education', 'transport'],
    leadImage: {
      url: '/demo/pictures/book-bus.svg',
      alt: 'Un autobuz galben cu rafturi de cărți, oprit lângă o poartă de lemn, și o femeie cu o carte în mână',
      width: 1200,
      height: 675,
      credit: 'Ilustrație: paradox',
    },
    language: 'ro',
    publishedAt: '2020-09-19T06:45:00.000Z',
    comments: [
      {
        externalId: 'paradox-1004-c1',
        name: 'Ioana',
        body: 'Bunica mea a împrumutat deja trei cărți și cere numărul de telefon al șoferului. Mulțumim!',
        createdAt: '2020-09-19T15:30:00.000Z',
        status: 'approved',
      },
    ],
  },
];
