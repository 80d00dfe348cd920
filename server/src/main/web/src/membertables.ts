// All members of a connection, by group: value, change a second, the object of RFC 4898, and where
// there is no value, why.

import type { Catalogue, ConnectionDetail, Members } from './contract.ts';
import { fill, h, setText } from './dom.ts';
import { ABSENT, digits, member as written } from './numbers.ts';

type Group = Catalogue['groups'][number];
type Member = Group['members'][number];
type Told = Members[string][string] | undefined;

/** What the tables are made of; a record of a connection that has ended has it too. */
export interface Reading {
  readonly at: string;
  readonly groups: Members;
  readonly off: readonly string[];
  readonly absent: Readonly<Record<string, string>>;
  readonly lifetime?: ConnectionDetail['lifetime'];
}

interface Line {
  readonly member: Member;
  readonly group: string;
  readonly value: HTMLElement;
  readonly rate: HTMLElement;
  readonly note: HTMLElement;
}

/** Called with a group's name and whether it is to be on. */
export type Switching = (group: string, isOn: boolean) => void;

export class MemberTables {
  readonly element = h('section', { class: 'members', 'aria-label': 'All members' });
  private readonly lines: Line[] = [];
  private readonly states = new Map<string, HTMLElement>();
  private before: Reading | undefined;
  private readonly catalogue: Catalogue;
  private readonly onSwitch: Switching | undefined;

  constructor(catalogue: Catalogue, onSwitch?: Switching) {
    this.catalogue = catalogue;
    this.onSwitch = onSwitch;
    fill(this.element, ...catalogue.groups.map((group) => this.table(group)));
  }

  private table(group: Group): HTMLElement {
    const state = h('span', { class: 'group-state' });
    this.states.set(group.name, state);
    return h(
      'details',
      { class: 'group', open: group.name === 'Path' || group.name === 'SndCong' },
      h('summary', {}, h('b', {}, group.name), ' ', state),
      h(
        'table',
        {},
        h(
          'thead',
          {},
          h(
            'tr',
            {},
            h('th', { scope: 'col' }, 'Member'),
            h('th', { scope: 'col', class: 'number' }, 'Value'),
            h('th', { scope: 'col', class: 'number' }, 'A second'),
            h('th', { scope: 'col' }, 'Absent because'),
            h('th', { scope: 'col' }, 'RFC 4898'),
          ),
        ),
        h('tbody', {}, ...group.members.map((m) => this.line(group, m))),
      ),
    );
  }

  private line(group: Group, member: Member): HTMLElement {
    const line: Line = {
      member,
      group: group.name,
      value: h('td', { class: 'number' }),
      rate: h('td', { class: 'number' }),
      note: h('td', { class: 'muted' }),
    };
    this.lines.push(line);
    return h(
      'tr',
      {},
      h('th', { scope: 'row', title: member.definition }, member.name),
      line.value,
      line.rate,
      line.note,
      h('td', { class: 'muted', title: member.oid ?? '' }, member.rfc ?? ABSENT),
    );
  }

  show(reading: Reading): void {
    const seconds =
      this.before === undefined ? 0 : (Date.parse(reading.at) - Date.parse(this.before.at)) / 1000;
    for (const line of this.lines) this.draw(line, reading, seconds);
    for (const group of this.catalogue.groups) this.state(group, reading);
    if (seconds > 0 || this.before === undefined) this.before = reading;
  }

  private draw(line: Line, reading: Reading, seconds: number): void {
    const value: Told = reading.groups[line.group]?.[line.member.name];
    const lifetime: Told = reading.lifetime?.groups[line.group]?.[line.member.name];
    const told = value ?? (reading.off.includes(line.group) ? lifetime : value);
    setText(line.value, written(told, line.member.unit));
    setText(line.note, this.note(line, reading, value, lifetime));
    const old: Told = this.before?.groups[line.group]?.[line.member.name];
    if (line.member.kind !== 'COUNTER') {
      setText(line.rate, '');
    } else if (seconds > 0) {
      const isKnown = typeof value === 'number' && typeof old === 'number' && value >= old;
      setText(line.rate, isKnown ? digits((value - old) / seconds) : ABSENT);
    }
  }

  private note(line: Line, reading: Reading, value: Told, lifetime: Told): string {
    if (value !== null && value !== undefined) return '';
    if (reading.off.includes(line.group) && lifetime !== null && lifetime !== undefined) {
      return 'group is off: by tcp_info, since birth';
    }
    return (
      reading.absent[line.member.qualifiedName] ??
      (reading.off.includes(line.group) ? 'the group is off' : '')
    );
  }

  private state(group: Group, reading: Reading): void {
    const element = this.states.get(group.name);
    if (element === undefined) return;
    const isOff = reading.off.includes(group.name);
    const word = group.switches.length === 0 ? 'always there' : isOff ? 'off' : 'on';
    if (element.dataset.state === word) return;
    element.dataset.state = word;
    const onSwitch = this.onSwitch;
    fill(
      element,
      h('span', { class: 'muted' }, word),
      ' ',
      group.switches.length === 0 || onSwitch === undefined
        ? null
        : h(
            'button',
            {
              type: 'button',
              class: 'quiet',
              onclick: (e) => {
                e.preventDefault();
                onSwitch(group.name, isOff);
              },
            },
            isOff ? `Switch ${group.name} on` : `Switch ${group.name} off`,
          ),
    );
  }
}
