// The views besides Now, which are loaded after the first page is there.

import type { App, View } from '../app.ts';
import type { Page } from '../url.ts';
import { ClosedView } from './closed.ts';
import { ConnectionView } from './connection.ts';
import { GroupsView } from './groups.ts';
import { HostView } from './host.ts';

export function made(page: Exclude<Page, 'now'>, app: App): View {
  switch (page) {
    case 'connection':
      return new ConnectionView(app);
    case 'groups':
      return new GroupsView(app);
    case 'closed':
      return new ClosedView(app);
    case 'host':
      return new HostView(app);
  }
}
