import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A place for the secret of look-ups, which lets keys come and go. And whole network addresses, as they were kept until
 * now, are forgotten: from now on it is the network that is kept, and none of the two can be looked up by the other.
 */
export class Privacy1764800000018 implements MigrationInterface {
  name = 'Privacy1764800000018';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table installation add look_up_cipher bytea');
    await runner.query(`update comment_identity set address_cipher = null, address_index = null
      where address_cipher is not null or address_index is not null`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table installation drop column look_up_cipher');
  }
}
