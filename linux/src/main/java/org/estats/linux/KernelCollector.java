package org.estats.linux;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.estats.EstatsException;
import org.estats.linux.bpf.AccessPolicy;
import org.estats.linux.bpf.Collector;
import org.estats.linux.bpf.CostMeasurement;
import org.estats.linux.bpf.ManyConnections;
import org.estats.linux.collector.CollectorStatus;
import org.estats.linux.collector.HookCost;
import org.estats.linux.collector.OtherVersion;
import org.estats.linux.collector.Rule;
import org.estats.linux.collector.SwitchReader;
import org.estats.linux.proc.NetworkNamespace;

/// The collector that lives in the kernel: what is loaded, and the ways to change it.
///
/// Methods that change something need root, or CAP_BPF, CAP_PERFMON and CAP_NET_ADMIN on a mounted
/// `/run/estats`; without, they throw [org.estats.EstatsException] of kind ACCESS_DENIED.
public final class KernelCollector {

  private KernelCollector() {}

  /// What is loaded. Needs no right for the most part; run counts need root.
  public static CollectorStatus status() {
    return Collector.status();
  }

  /// The collector that is loaded, if it is another version's than this, and what becomes of its
  /// state when [#ensureRunning()] has this one take over. Needs root to know all.
  public static Optional<OtherVersion> otherVersion() {
    return Collector.otherVersion();
  }

  /// Why what is pinned in `/run/estats` is not used: it may not be what Estats put there. Empty if
  /// all is well.
  public static Optional<EstatsException> distrusted() {
    return Collector.distrusted();
  }

  /// Whether the calling thread has the right to load the collector; tries nothing.
  public static boolean mayLoad() {
    return Collector.mayLoad();
  }

  /// Loads this version's kernel half unless it is loaded, and attaches its hooks. Where another
  /// version's is loaded, it takes over.
  public static void ensureRunning() {
    Collector.ensureRunning();
  }

  /// How many final records the loading in use keeps; empty if nothing is loaded.
  public static OptionalInt finalRecordsKept() {
    return Collector.finalRecordsKept();
  }

  /// Chooses how many final records a loading by this process will keep, some 1.1 kB each. One that
  /// is loaded, and one that takes over from it, keeps as many as it does.
  ///
  /// @param count 1 to 1,048,576
  public static void keepFinalRecords(int count) {
    Collector.keepFinalRecords(count);
  }

  /// Takes the hooks off if nothing is switched on anywhere and no rule stands.
  ///
  /// @return whether they are off now
  public static boolean detachIfIdle() {
    return Collector.detachIfIdle();
  }

  /// Takes everything out of the kernel.
  ///
  /// @return the network namespaces, by inode, that could not be entered to clear the flags of
  ///   their sockets; such a flag does nothing once the programs are gone
  public static Set<Long> unload() {
    return Collector.unload();
  }

  /// How many connections have something switched on, in all namespaces.
  public static long countOn() {
    return Collector.isLoaded() ? Collector.countOn() : 0;
  }

  /// Tells what is switched on where in the caller's network namespace; much cheaper than to read
  /// the statistics. Nothing is told where nothing is loaded.
  ///
  /// @throws org.estats.EstatsException ACCESS_DENIED
  public static void switchedOn(SwitchReader reader) {
    ManyConnections.readSwitches(NetworkNamespace.ownInode(), reader);
  }

  /// Has the kernel time the hooks for a while, which costs each run some more nanoseconds.
  ///
  /// @return one for each attached hook; none where nothing is attached
  public static List<HookCost> cost(Duration time) throws InterruptedException {
    return CostMeasurement.over(time);
  }

  /// Of what the rules would take, one in so many is taken; 1 for all of it.
  public static int thinning() {
    return Collector.thinning();
  }

  /// Has the rules take one in so many of what they would, of all connections to come.
  public static void thin(int oneIn) {
    Collector.thin(oneIn);
  }

  /// The rules that stand.
  public static List<Rule> rules() {
    return Collector.rules();
  }

  /// Adds a rule; the collector is loaded if need be.
  ///
  /// @param rule its number and its count are ignored
  /// @return the rule as it stands
  public static Rule addRule(Rule rule) {
    return Collector.addRule(rule);
  }

  /// Removes a rule.
  ///
  /// @return whether there was one of that number
  public static boolean removeRule(int id) {
    return Collector.removeRule(id);
  }

  /// Who may read and who may set.
  public static Access access() {
    AccessPolicy policy = AccessPolicy.standing();
    return new Access(policy.readers(), policy.admins());
  }

  /// Chooses who may read and who may set, for this loading and those to come.
  public static void setup(Access access) {
    new AccessPolicy(access.readers(), access.admins()).establish();
  }

  /// The groups that may use the collector beside root.
  ///
  /// @param readers may read all that is switched on; empty for root alone
  /// @param admins may switch on and off; empty for root alone
  public record Access(Optional<String> readers, Optional<String> admins) {}
}
