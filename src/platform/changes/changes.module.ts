import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ActivityNotifier } from './activity-notifier.js';
import { BACKGROUND } from '../background/background.js';
import { ActivityEntity, ChangeEntity, CounterFoldEntity } from './change.entities.js';
import { ChangeListener, LISTENER_DATABASE_URL } from './change-listener.js';
import { ChangeRetention } from './change-retention.service.js';
import { ChangeLog } from './change-log.js';

export interface ChangesOptions {
  readonly databaseUrl: string;
  /** Whether this process follows the logs and works on what is due. */
  readonly background: boolean;
}

@Global()
@Module({})
export class ChangesModule {
  static forRoot({ databaseUrl, background }: ChangesOptions): DynamicModule {
    return {
      module: ChangesModule,
      imports: [TypeOrmModule.forFeature([ChangeEntity, ActivityEntity, CounterFoldEntity])],
      providers: [
        { provide: LISTENER_DATABASE_URL, useValue: databaseUrl },
        { provide: BACKGROUND, useValue: background },
        ChangeLog,
        ChangeListener,
        ActivityNotifier,
        ChangeRetention,
      ],
      exports: [BACKGROUND, ChangeLog, ChangeListener, ActivityNotifier],
    };
  }
}
