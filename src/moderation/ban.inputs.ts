import { InputType } from '@nestjs/graphql';
import { ApiSchema } from '@nestjs/swagger';
import { IsEmail } from 'class-validator';
import { Input } from '../platform/api/input.js';
import { BanKind } from './ban.view.js';

@ApiSchema({ description: 'Whom to ban: an e-mail address, a range of addresses, or who wrote a comment.' })
@InputType({ description: 'Whom to ban: an e-mail address, a range of addresses, or who wrote a comment.' })
export class BanCommenterInput {
  @Input('text', 'An e-mail address, of which only an HMAC is kept.', { optional: true, max: 254 })
  @IsEmail()
  email?: string | null;
  @Input(
    'text',
    'A range of addresses in CIDR notation: of IPv4 a /24 or wider, up to /8; of IPv6 a /48 or wider, up to /16.',
    { optional: true, max: 50 },
  )
  network?: string | null;
  @Input('id', 'A comment, to ban who wrote it without being shown who that is; goes with `target`.', {
    optional: true,
  })
  commentId?: string | null;
  @Input({ enum: BanKind, name: 'BanKind' }, 'What of whoever wrote the comment is banned.', {
    optional: true,
  })
  target?: BanKind | null;
  @Input('text', 'Why; shown to moderators alone.', { max: 1_000 }) reason: string;
  @Input('instant', 'Until when; without end when absent.', { optional: true }) expiresAt?: string | null;
}
