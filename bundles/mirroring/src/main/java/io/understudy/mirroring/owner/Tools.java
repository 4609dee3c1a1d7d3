package io.understudy.mirroring.owner;

import io.understudy.api.files.Changes;
import io.understudy.api.files.Trees;
import io.understudy.api.mirror.MirrorStrategy;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/// What an owner works with.
///
/// @param data the mirroring's own directory
/// @param strategies by name; empty while the bundle isn't there
/// @param clock the wall's
/// @param nanos monotonic
/// @param cpu all rules' share of one processor, in percent
/// @param budget of all rules together
/// @param tell takes a line for the history: a word, and what happened
public record Tools(
    Path data,
    Trees trees,
    Changes changes,
    Function<String, Optional<MirrorStrategy>> strategies,
    InstantSource clock,
    LongSupplier nanos,
    IntSupplier cpu,
    Budget budget,
    Pressure pressure,
    BiConsumer<String, String> tell) {}
