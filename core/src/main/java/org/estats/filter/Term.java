package org.estats.filter;

/// One condition of a [Filter]. Every term prints in the form in which it is read.
///
/// The kinds differ in what must be known of a connection to judge them, and in what it costs to
/// know it; the last is for rules alone.
public sealed interface Term permits RowTerm, OwnerTerm, MemberTerm, RuleTerm {}
