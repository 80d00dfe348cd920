// What the page of a connection draws: which members, in which chart, in which colour.

import type { Chart } from './charts.ts';

/** "No threshold yet" is a very large number in the kernel. */
const NO_SSTHRESH = 2 ** 30;

export const CHARTS: readonly Chart[] = [
  {
    id: 'throughput',
    title: 'Throughput',
    unit: 'bit/s',
    traces: [
      { name: 'Data.DataBytesOut', label: 'sent', colour: 'c-blue' },
      { name: 'Data.ThruBytesAcked', label: 'acknowledged', colour: 'c-sky', dash: [5, 3] },
      { name: 'Data.ThruBytesReceived', label: 'received', colour: 'c-green' },
      { name: 'Path.BytesRetrans', label: 'sent again', colour: 'c-vermillion' },
    ],
  },
  {
    id: 'windows',
    title: 'Windows',
    unit: 'bytes',
    traces: [
      { name: 'SndCong.CurCwnd', label: 'congestion window', colour: 'c-vermillion' },
      {
        name: 'SndCong.CurSsthresh',
        label: 'slow-start threshold',
        colour: 'c-orange',
        dash: [2, 3],
        unlimited: NO_SSTHRESH,
      },
      { name: 'ObsRec.CurRwinRcvd', label: "peer's window", colour: 'c-purple' },
      { name: 'SendBuff.CurRetxQueue', label: 'on the way', colour: 'c-blue' },
      { name: 'Rec.CurRwinSent', label: 'own window', colour: 'c-green', dash: [5, 3] },
    ],
  },
  {
    id: 'rtt',
    title: 'Round-trip time',
    unit: 'us',
    traces: [
      { name: 'FineRtt.SumRtt', label: 'smoothed', colour: 'c-blue' },
      { name: 'Path.SampleRtt', label: 'samples', colour: 'c-orange', as: 'dots' },
      { name: 'FineRtt.MinRtt', label: 'least', colour: 'c-green', dash: [5, 3] },
      { name: 'FineRtt.RttVar', label: 'variation', colour: 'c-sky', dash: [2, 3] },
      { name: 'Path.CurRto', label: 'timeout after', colour: 'c-purple', dash: [8, 4] },
    ],
  },
  {
    id: 'loss',
    title: 'Loss',
    unit: '/s',
    traces: [
      { name: 'Path.PktsRetrans', label: 'segments again', colour: 'c-vermillion', as: 'bars' },
      { name: 'Path.SacksRcvd', label: 'SACKs', colour: 'c-sky', dash: [5, 3] },
      { name: 'Path.DupAcksIn', label: 'duplicate ACKs', colour: 'c-blue' },
      { name: 'Path.FastRetran', label: 'fast retransmits', colour: 'c-orange', as: 'dots' },
      { name: 'Path.Timeouts', label: 'timeouts', colour: 'c-purple', as: 'dots' },
      { name: 'Path.CongSignals', label: 'congestion signals', colour: 'c-green', as: 'dots' },
    ],
  },
  {
    id: 'queues',
    title: 'Queues',
    unit: 'bytes',
    isRare: true,
    traces: [
      { name: 'SendBuff.CurAppWQueue', label: 'written, not sent', colour: 'c-blue' },
      {
        name: 'SendBuff.CurRetxQueue',
        label: 'sent, not acknowledged',
        colour: 'c-sky',
        dash: [5, 3],
      },
      { name: 'Rec.CurAppRQueue', label: 'received, not read', colour: 'c-purple' },
    ],
  },
  {
    id: 'ecn',
    title: 'Marks (ECN)',
    unit: '/s',
    isRare: true,
    traces: [{ name: 'Path.EceRcvd', label: 'segments marked', colour: 'c-orange', as: 'bars' }],
  },
];

/** Parts of the time under each limit. */
export const LIMIT_SERIES = {
  receiver: 'SndCong.SndLimTimeRwin',
  network: 'SndCong.SndLimTimeCwnd',
  sender: 'SndCong.SndLimTimeSnd',
} as const;
