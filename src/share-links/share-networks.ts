interface Network {
  readonly label: string;
  readonly intent: string | null;
  readonly server?: string;
}

/**
 * Networks that a story can be shared to, and the address that opens each with the story ready. `{url}` stands for
 * the percent-encoded short link, `{text}` for the percent-encoded headline; `copy` is the short link itself.
 * Each form is the one that the network documents for links from other sites. Where a network is many servers, `server`
 * is the form of any of them, and `{instance}` the reader's own.
 */
export const SHARE_NETWORKS = {
  x: { label: 'X', intent: 'https://x.com/intent/post?text={text}&url={url}' },
  facebook: { label: 'Facebook', intent: 'https://www.facebook.com/sharer/sharer.php?u={url}' },
  telegram: { label: 'Telegram', intent: 'https://t.me/share/url?url={url}&text={text}' },
  whatsapp: { label: 'WhatsApp', intent: 'https://wa.me/?text={text}%20{url}' },
  linkedin: { label: 'LinkedIn', intent: 'https://www.linkedin.com/sharing/share-offsite/?url={url}' },
  reddit: { label: 'Reddit', intent: 'https://www.reddit.com/submit?url={url}&title={text}' },
  vk: { label: 'VK', intent: 'https://vk.com/share.php?url={url}&title={text}' },
  bluesky: { label: 'Bluesky', intent: 'https://bsky.app/intent/compose?text={text}%20{url}' },
  threads: { label: 'Threads', intent: 'https://www.threads.net/intent/post?text={text}%20{url}' },
  mastodon: {
    label: 'Mastodon',
    intent: 'https://share.joinmastodon.org/#text={text}%20{url}',
    server: 'https://{instance}/share?text={text}%20{url}',
  },
  line: { label: 'LINE', intent: 'https://social-plugins.line.me/lineit/share?url={url}&text={text}' },
  viber: { label: 'Viber', intent: 'viber://forward?text={text}%20{url}' },
  email: { label: 'E-mail', intent: 'mailto:?subject={text}&body={url}' },
  sms: { label: 'SMS', intent: 'sms:?&body={text}%20{url}' },
  copy: { label: 'Copy link', intent: null },
} as const satisfies Record<string, Network>;
