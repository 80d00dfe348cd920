// The search box: terms separated by spaces, all of which must hold. Those with an operator go to the
// daemon as its filter language, other words as free text. Short names stand for what people look
// for most; a term that cannot be understood is left out and underlined, and the table stays.

export interface Term {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** As the daemon takes it; empty for free text and for what cannot be understood. */
  readonly filter: string;
  /** Why it cannot be understood; empty if it can. */
  readonly wrong: string;
}

export interface Query {
  readonly terms: readonly Term[];
  /** For the parameter `filter`. */
  readonly filter: string;
  /** For the parameter `search`. */
  readonly search: string;
}

/** Keys of the daemon's filter language. */
export const KEYS = [
  'local',
  'remote',
  'port',
  'lport',
  'rport',
  'state',
  'pid',
  'process',
  'uid',
  'netns',
] as const;

/** Short names for members, with the factor that brings a plain number into the member's unit. */
const SHORT: Readonly<Record<string, { member: string; unit: 'us' | 'bytes' | 'count' }>> = {
  retrans: { member: 'Path.PktsRetrans', unit: 'count' },
  timeouts: { member: 'Path.Timeouts', unit: 'count' },
  rtt: { member: 'Path.SmoothedRtt', unit: 'us' },
  cwnd: { member: 'SndCong.CurCwnd', unit: 'bytes' },
  rwnd: { member: 'ObsRec.CurRwinRcvd', unit: 'bytes' },
  sent: { member: 'Data.DataBytesOut', unit: 'bytes' },
  received: { member: 'Data.ThruBytesReceived', unit: 'bytes' },
};

const UNITS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  // Path.SmoothedRtt is compared in milliseconds, its unit in the catalogue.
  us: { '': 1, ms: 1, s: 1000, us: 0.001, µs: 0.001 },
  bytes: { '': 1, b: 1, k: 1000, kb: 1000, kib: 1024, m: 1e6, mb: 1e6, mib: 1048576, gib: 2 ** 30 },
  count: { '': 1, k: 1000, m: 1e6 },
};

const COMPARISON = /^([A-Za-z]\w*(?:\.[A-Za-z]\w*)?)(>=|<=|!=|>|<)(.*)$/;
const KEYED = /^([A-Za-z]+)(?:=|:)(.*)$/;

/** Names that complete what stands in the box. */
export function completions(members: readonly string[]): string[] {
  return [...KEYS.map((k) => `${k}=`), ...Object.keys(SHORT).map((k) => `${k}>`)].concat(
    members.map((m) => `${m}>`),
  );
}

/** Takes the text of the box apart. */
export function parseQuery(text: string, members: readonly string[] = []): Query {
  const terms: Term[] = [];
  const found = /\S+/g;
  for (let match = found.exec(text); match !== null; match = found.exec(text)) {
    const word = match[0];
    const at = { text: word, start: match.index, end: match.index + word.length };
    terms.push({ ...at, ...understand(word, members) });
  }
  const good = terms.filter((t) => t.wrong === '');
  return {
    terms,
    filter: good
      .map((t) => t.filter)
      .filter((f) => f !== '')
      .join(' '),
    search: good
      .filter((t) => t.filter === '')
      .map((t) => t.text)
      .join(' '),
  };
}

function understand(word: string, members: readonly string[]): { filter: string; wrong: string } {
  const comparison = COMPARISON.exec(word);
  if (comparison !== null) {
    return compare(comparison[1] ?? '', comparison[2] ?? '', comparison[3] ?? '', members);
  }
  const keyed = KEYED.exec(word);
  if (keyed !== null) {
    const key = (keyed[1] ?? '').toLowerCase();
    if ((KEYS as readonly string[]).includes(key)) {
      return keyed[2] === ''
        ? { filter: '', wrong: `${key}= what?` }
        : { filter: `${key}=${keyed[2]}`, wrong: '' };
    }
    if (key in SHORT) return compare(key, '=', keyed[2] ?? '', members);
    return { filter: '', wrong: `no such key: ${key}; there are ${KEYS.join(', ')}` };
  }
  return { filter: '', wrong: '' };
}

function compare(
  name: string,
  operator: string,
  value: string,
  members: readonly string[],
): { filter: string; wrong: string } {
  const short = SHORT[name.toLowerCase()];
  if (short === undefined) {
    if (!name.includes('.')) {
      return { filter: '', wrong: `${name} is neither a member nor a short name of one` };
    }
    const known = members.find((m) => m.toLowerCase() === name.toLowerCase());
    if (members.length > 0 && known === undefined) {
      return { filter: '', wrong: `no such member: ${name}` };
    }
  }
  const number = /^(\d+(?:\.\d+)?)([A-Za-zµ]*)$/.exec(value);
  if (number === null) return { filter: '', wrong: `${name}${operator} a number` };
  const factor = UNITS[short?.unit ?? 'count']?.[(number[2] ?? '').toLowerCase()];
  if (factor === undefined) return { filter: '', wrong: `no such unit here: ${number[2]}` };
  const amount = Number(number[1]) * factor;
  // Members are whole numbers; a bound between two of them is brought to one, so that none changes
  // sides.
  const whole = Number.isInteger(amount)
    ? amount
    : operator === '>' || operator === '<='
      ? Math.floor(amount)
      : Math.ceil(amount);
  return { filter: `${short?.member ?? name}${operator}${whole}`, wrong: '' };
}
