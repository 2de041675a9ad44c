import type { DemoArticle, DemoComment } from './demo-types.js';

const shushaBody = `
<p>President Ilham Aliyev announced on Sunday that Shusha, a town prized by both sides in the war over
Nagorno-Karabakh, is in Azerbaijani hands. Local media quoted him: his nation's flag now flies there, he may
never have known a happier day, and both the town and Karabakh belong to Azerbaijan.</p>
<p>A statement from the defence ministry came next. In the ministry's words the town was “liberated”, and
what it calls the Armenian occupation of Shusha had lasted for over 28 years.</p>
<p>Yerevan denied that the town had fallen. Artsrun Hovhannisyan, who speaks for Armenia's defence ministry,
used social media to say that the fight for Shushi – its Armenian name – was still under way, and he asked
people to be patient and to keep their faith in the army. Before that Shushan Stepanyan, who is press
secretary to the Armenian military, had described combat of the utmost ferocity near the town as Azerbaijan's
soldiers pushed towards it.</p>
<p>In Turkey, an ally of Baku of many years, the announcement was welcomed. Vice President Fuat Oktay spoke
of sovereignty being established there and called that very serious news for Azerbaijan. On social media he
added that Shusha had come through an Armenian occupation, and he congratulated Baku on a “victory”.</p>
<h2>Why the town matters</h2>
<p>Only Stepanakert, the de facto capital, is larger than Shusha among the towns of Nagorno-Karabakh, and it
lies a mere 10 km (six miles) to the north. With Shusha lost, its approaches would be open to an Azerbaijani
attack.</p>
<h2>Six weeks of war</h2>
<p>The present fighting began on September 27. Soldiers and civilians have been killed or hurt on either
side. Each government holds the other responsible for fresh rounds of violence, and each says, time and
again, that the other one fires at places where civilians live. Most of the people of the region are ethnic
Armenians.</p>
<p>Nagorno-Karabakh broke free of Azerbaijani rule in a war that cost many lives at the start of the 1990s,
and has stayed a close partner of Armenia since then. For Baku this is land under “occupation”, which it
demands be brought to an end. Yerevan has stood behind the region for decades without ever granting it
formal recognition as an independent state.</p>
<p>Neither army is ready to stop. Baku and Yerevan each complain that it is the other who will not give
ground or look for middle terms, and no attempt by outside powers to arrange a ceasefire has worked up to
now.</p>
`;

const shushaComments: DemoComment[] = [
  {
    externalId: 'paradox-1001-c1',
    name: 'Lena M.',
    body: 'Thank you for giving both statements side by side. It helps to see who said what, and when.',
    createdAt: '2020-11-08T18:52:10.000Z',
    status: 'approved',
  },
  {
    externalId: 'paradox-1001-c2',
    parentExternalId: 'paradox-1001-c1',
    name: 'Georg',
    website: 'https://georg-reads.example/',
    body: 'I agree. I would also like to know whether anyone independent has been able to reach the town.',
    createdAt: '2020-11-08T19:05:44.000Z',
    status: 'approved',
  },
  {
    externalId: 'paradox-1001-c3',
    parentExternalId: 'paradox-1001-c2',
    name: 'Lena M.',
    body: 'Not that I have read. Until then I take every claim, from any side, as a claim.',
    createdAt: '2020-11-08T19:21:03.000Z',
    status: 'approved',
  },
  {
    externalId: 'paradox-1001-c4',
    parentExternalId: 'paradox-1001-c3',
    name: 'Samira',
    body: 'A good rule on a day like this one.',
    createdAt: '2020-11-08T20:02:37.000Z',
    status: 'approved',
  },
  {
    externalId: 'paradox-1001-c5',
    name: 'Pieter',
    body: 'Could you add a map? I had to look up how far the two towns are from each other by road.',
    createdAt: '2020-11-08T19:40:00.000Z',
    status: 'approved',
  },
  {
    externalId: 'paradox-1001-c6',
    parentExternalId: 'paradox-1001-c5',
    name: 'Anna K.',
    body: 'The road climbs a lot, so it feels longer than the ten kilometres of the story.',
    createdAt: '2020-11-08T21:15:29.000Z',
    status: 'approved',
  },
  {
    externalId: 'paradox-1001-c7',
    name: 'Davit',
    body: 'I have friends on both sides. Whatever the town is called tomorrow, I hope they are safe.',
    createdAt: '2020-11-08T22:08:51.000Z',
    status: 'approved',
  },
  {
    externalId: 'paradox-1001-c8',
    parentExternalId: 'paradox-1001-c7',
    name: 'Leyla',
    body: 'I hope so too, Davit. Peace to your friends and to mine.',
    createdAt: '2020-11-09T06:30:12.000Z',
    status: 'approved',
  },
  {
    externalId: 'paradox-1001-c9',
    parentExternalId: 'paradox-1001-c7',
    name: 'Waiting Reader',
    body: 'This reply waits for the moderator and is not shown to readers.',
    createdAt: '2020-11-09T07:11:45.000Z',
    status: 'pending',
  },
];

const borrellBody = `
<p>Ukraine should not ask the West for help of the kind that Israel was given, the European Union's foreign
policy chief, Josep Borrell, said after a meeting of the bloc's foreign ministers in April 2024. In his view
the two cases are not alike and cannot be measured against each other.</p>
<p>The meeting was called because of the attack of April 13 and 14, when Iran launched drones and missiles
at Israel and the United States, Britain and France helped to shoot many of them down. Ukraine's president,
Volodymyr Zelensky, then asked why his country's sky could not be protected in the same way.</p>
<p>Neither Israel nor Ukraine is a member of the European Union or of NATO, so no treaty of either body
obliges its members to come to their defence. Ukraine has been a candidate to join the Union since June
2022.</p>
<p>Borrell became the Union's High Representative for Foreign Affairs and Security Policy in December 2019.
The holder of that office chairs the meetings of foreign ministers; decisions are taken by the member
states, as a rule unanimously, and any weapons that are sent are theirs.</p>
`;

/** Stories of the WORLD section itself. */
export const worldArticles: DemoArticle[] = [
  {
    externalId: 'paradox-1001',
    status: 'published',
    headline: 'Baku says Shusha is taken; Yerevan says the battle for the town goes on',
    section: 'world',
    slug: 'azerbaijan-claims-shusha-armenia-says-fighting-continues',
    dek: 'The two sides give opposite accounts of the fight for Nagorno-Karabakh’s second town.',
    excerpt:
      'Azerbaijan’s president has announced the capture of Shusha. Armenia’s defence ministry denies it.',
    body: { html: shushaBody },
    authors: ['paradox-newsroom'],
    tags: ['nagorno-karabakh', 'azerbaijan', 'armenia', 'turkey', 'diplomacy'],
    leadImage: {
      url: '/demo/pictures/mountain-road.svg',
      alt: 'A road winding up through dark hills to a town of red roofs on a high plateau under low cloud',
      width: 1200,
      height: 675,
      caption: 'The town stands on high ground above the road to Stepanakert.',
      credit: 'Illustration: paradox',
    },
    language: 'en',
    publishedAt: '2020-11-08T18:30:00.000Z',
    modifiedAt: '2020-11-08T19:10:00.000Z',
    sensitive: true,
    comments: shushaComments,
    formerUrls: ['https://paradox.example/2020/11/08/baku-and-yerevan-dispute-fate-of-shusha'],
    relatedPins: ['borrell-says-ukraine-and-israel-differ'],
  },
  {
    externalId: 'paradox-1002',
    status: 'published',
    headline: 'Ukraine’s case is “not the same” as Israel’s, Borrell says',
    section: 'world',
    slug: 'borrell-says-ukraine-and-israel-differ',
    dek: 'Kiev should not expect the kind of help that Israel received, the EU’s foreign policy chief says.',
    body: { html: borrellBody },
    authors: ['paradox-newsroom'],
    tags: ['european-union', 'israel', 'ukraine', 'diplomacy'],
    leadImage: {
      url: '/demo/pictures/press-room.svg',
      alt: 'An empty lectern in a cone of light before a row of flags, empty chairs in front of it',
      width: 1200,
      height: 675,
      credit: 'Illustration: paradox',
    },
    language: 'en',
    publishedAt: '2024-04-17T19:00:00.000Z',
    comments: [
      {
        externalId: 'paradox-1002-c1',
        name: 'Marta',
        body: 'It would be useful to read the whole answer and not only the one line. Is there a transcript?',
        createdAt: '2024-04-17T20:12:00.000Z',
        status: 'approved',
      },
      {
        externalId: 'paradox-1002-c2',
        parentExternalId: 'paradox-1002-c1',
        name: 'Georg',
        website: 'https://georg-reads.example/',
        body: 'The Union’s diplomatic service usually puts its press remarks online within a day.',
        createdAt: '2024-04-17T21:03:30.000Z',
        status: 'approved',
      },
    ],
  },
];
