package io.understudy.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpansTest {
  private static final long MS = 1_000_000;

  private static Spans answering(long fromMillis, long toMillis) {
    Spans spans = new Spans();
    for (long at = fromMillis; at <= toMillis; at += 4) {
      spans.add(at * MS);
    }
    return spans;
  }

  private static long overlapMillis(Spans one, Spans other) {
    long there = Spans.overlap(one.since(0), other.since(0));
    assertEquals(there, Spans.overlap(other.since(0), one.since(0)), "whichever comes first");
    return there / MS;
  }

  @Test
  void answersInARowAreOneSpan() {
    assertEquals(List.of(new Spans.Span(0, 400 * MS)), answering(0, 400).since(0));
  }

  @Test
  void aLongSilenceEndsASpan() {
    Spans spans = answering(0, 40);
    spans.add(140 * MS);
    assertEquals(2, spans.since(0).size());
  }

  @Test
  void oneAfterTheOtherIsNoOverlap() {
    assertEquals(0, overlapMillis(answering(0, 400), answering(404, 800)));
  }

  @Test
  void twoAtTheSameTimeOverlap() {
    assertEquals(100, overlapMillis(answering(0, 400), answering(300, 800)));
  }

  @Test
  void aSingleFrameBetweenAnothersAnswersCounts() {
    Spans stray = new Spans();
    stray.add(202 * MS);
    assertEquals(1, overlapMillis(answering(0, 400), stray));
  }

  @Test
  void aSingleFrameAfterAnothersLastAnswerDoesNotCount() {
    Spans stray = new Spans();
    stray.add(401 * MS);
    assertEquals(0, overlapMillis(answering(0, 400), stray));
  }

  @Test
  void interleavedBurstsCount() {
    Spans bursts = new Spans();
    for (long at : new long[] {50, 100, 150}) {
      bursts.add(at * MS);
    }
    assertEquals(3, overlapMillis(answering(0, 400), bursts));
  }

  @Test
  void whatWasBeforeIsCutOff() {
    assertEquals(List.of(new Spans.Span(200 * MS, 400 * MS)), answering(0, 400).since(200 * MS));
    assertEquals(List.of(), answering(0, 400).since(500 * MS));
  }
}
