package org.estats.diagnosis;

import java.util.List;

/// The numbers that the rules about the network look at.
final class NetworkInputs {

  private NetworkInputs() {}

  static List<Evidence.Input> of(Measures m, double share) {
    return Evidence.known(
        new Evidence.Input("SndCong.SndLimTimeCwnd share", share, ""),
        new Evidence.Input("Path.PktsRetrans", m.resent, "segments"),
        new Evidence.Input("Data.DataSegsOut", m.segments, "segments"),
        new Evidence.Input("Path.CongSignals", m.signals, ""),
        new Evidence.Input("Path.EcnSignals", m.ecnSignals, ""),
        new Evidence.Input("Path.FastRetran", m.fastRetransmits, ""),
        new Evidence.Input("Path.Timeouts", m.timeouts, ""),
        new Evidence.Input("Path.SubsequentTimeouts", m.subsequentTimeouts, ""),
        new Evidence.Input("Path.DsackDups", m.dsackDups, "segments"),
        new Evidence.Input("Path.SpuriousRtoDetections", m.spuriousTimeouts, ""),
        new Evidence.Input("losses clustered", m.clustering(), ""),
        new Evidence.Input("mean RTT", m.meanRtt, "us"),
        new Evidence.Input("least RTT", m.leastRtt, "us"),
        new Evidence.Input("mean RTT before a signal", m.preRtt, "us"),
        new Evidence.Input("Bandwidth.OutboundBandwidth", m.bandwidth, "bit/s"),
        new Evidence.Input("Bandwidth.OutboundInstability", m.stray, "bit/s"),
        new Evidence.Input("rate", m.bitsPerSecond(), "bit/s"));
  }
}
