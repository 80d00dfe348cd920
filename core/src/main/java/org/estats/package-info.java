/// What programs call: [Estats][org.estats.Estats] and [OwnConnections][org.estats.OwnConnections].
/// What they are given: [Snapshot][org.estats.Snapshot], a [Connection][org.estats.Connection] at
/// one moment, whose values know why they are absent, and [FinalRecord][org.estats.FinalRecord].
/// What gives it: [EstatsSource][org.estats.EstatsSource].
package org.estats;
