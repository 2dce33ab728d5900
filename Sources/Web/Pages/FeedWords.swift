import Office

/// What the pages of the registrar's feed say.
enum FeedWord: String, PageWords {
  case title, intro, noConsumers, profile, lastBatch, newPositions, waiting, lookAtPrepared, place
  case prepare, prepareHint, batches, noBatches, number, state, positions, rows, day, batch, hash
  case previous, warnings, atPositions, whyLeftOut, totals, thisBatch, before, decide, release
  case releaseHint, sure, note, discard, discardHint, reason, download, noRows, position, kind
  case student, line, credits, earned, leftOut, more, test, production, ended, none, noPosition
  case prepared, released, discarded, wasReleased, wasDiscarded, scheduleWaits, noProfile, added
  case voided, resent, persons, creditsAdded, creditsVoided, add, void, again
  case alarms, since, testOnly, heldNotations, rejections, comparisons
  case preparedAt, releasedAt, deliveries, notBrought, brought, putOff, refused
  case proposals, pages, latestBatches, olderBatches

  var english: String {
    switch self {
    case .title: "Transcript feed"
    case .intro: "The systems that get transcript notations, and what each was sent."
    case .noConsumers:
      "No system gets the feed yet. An operator declares one with “conferral feed consumer apply”."
    case .heldNotations: "Notations that are held, and why"
    case .proposals: "Proposals to correct or revoke"
    case .profile: "Profile"
    case .lastBatch: "Last batch"
    case .newPositions: "New rows for it"
    case .waiting: "Rows that wait to be sent again"
    case .lookAtPrepared: "Look at the prepared batch"
    case .place: "Where you are"
    case .prepare: "Prepare the next batch"
    case .prepareHint:
      "It takes everything that is new and the rows that wait. Nothing leaves before you release it."
    case .batches: "Batches"
    case .noBatches: "There is no batch yet."
    case .number: "Number"
    case .state: "State"
    case .positions: "Positions"
    case .rows: "Rows"
    case .day: "Day"
    case .batch: "Batch"
    case .hash: "SHA-256 of the file"
    case .previous: "SHA-256 of the file before"
    case .warnings: "Look at this before you release it"
    case .atPositions: "Positions:"
    case .whyLeftOut: "Why rows are left out, and what can be done"
    case .totals: "Totals"
    case .thisBatch: "This batch"
    case .before: "The batch before"
    case .decide: "Release or discard"
    case .release: "Release this batch"
    case .releaseHint:
      "A released batch never changes, and leaves the house. A mistake in it is corrected by rows "
        + "of a later batch."
    case .sure: "I looked at the totals, the warnings and the rows."
    case .note: "Note for the journal (may be left out)"
    case .discard: "Discard this batch"
    case .discardHint: "Nothing is lost: what it covers comes in the next batch."
    case .reason: "Reason for the journal"
    case .download: "Download the file"
    case .noRows: "There are no rows here."
    case .position: "Position"
    case .kind: "What it does"
    case .student: "Student"
    case .line: "Line in the transcript"
    case .credits: "Credits"
    case .earned: "Earned on"
    case .leftOut: "Left out"
    case .more: "More rows"
    case .pages: "Pages of batches"
    case .latestBatches: "Latest batches"
    case .olderBatches: "Older batches"
    case .test: "Test: nothing counts as delivered"
    case .production: "Production"
    case .ended: "Ended: it gets nothing any more"
    case .none: "None"
    case .noPosition: "none of its own, only rows sent again"
    case .prepared: "Prepared"
    case .released: "Released"
    case .discarded: "Discarded"
    case .wasReleased: "The batch is released."
    case .wasDiscarded: "The batch is discarded."
    case .scheduleWaits:
      "The schedule did not release a batch by itself: it waits for you, as there is something to "
        + "look at."
    case .noProfile: "None: it reads the feed"
    case .added: "Lines added"
    case .voided: "Lines taken back"
    case .resent: "Of these sent again"
    case .persons: "Students"
    case .creditsAdded: "Credits added"
    case .creditsVoided: "Credits taken back"
    case .add: "Adds"
    case .void: "Takes back"
    case .again: "again"
    case .alarms: "Silent for too long"
    case .since: "Since"
    case .testOnly: "a test"
    case .rejections: "Rows that it rejected"
    case .comparisons: "Its own list, compared"
    case .preparedAt: "Prepared"
    case .releasedAt: "Released"
    case .deliveries: "Did it arrive?"
    case .notBrought:
      "Nobody has brought it so far: the daemon does within seconds where the consumer’s file says "
        + "how, else the system fetches it."
    case .brought: "Brought"
    case .putOff: "Put off, and tried again"
    case .refused: "Given up"
    }
  }
}

/// What warnings say.
enum FeedWarningWord: String, PageWords {
  case leftOut, held, merged, correction, takenBack, size, profile, declared
  case leftOutText, heldText, mergedText, correctionText, takenBackText, sizeText, profileText
  case declaredText

  var english: String {
    switch self {
    case .leftOut: "Rows are left out."
    case .leftOutText: "The profile cannot carry them. They wait until it can, and are sent again."
    case .held: "Holds were placed since."
    case .heldText:
      "These students have a hold that would keep the line back today. It was in the ledger before."
    case .merged: "Records were merged since."
    case .mergedText: "The rows name the number that the student had then."
    case .correction: "Lines are taken back whose corrections are held."
    case .correctionText: "Until the hold is lifted the transcript has neither line."
    case .takenBack: "Lines were taken back since."
    case .takenBackText:
      "The ledger has corrected or voided them by now. Discard this batch and prepare another one, "
        + "and the line and its correction leave together."
    case .size: "The size is unusual."
    case .sizeText: "It has many more or many fewer rows than the last batches."
    case .profile: "The profile changed."
    case .profileText: "The last batch was written in another version of it. Does the system know?"
    case .declared: "The system was declared anew."
    case .declaredText: "This batch cannot be released: discard it and prepare another one."
    }
  }

  static func words(of kind: BatchWarning.Kind) -> (title: FeedWarningWord, text: FeedWarningWord) {
    switch kind {
    case .leftOut: (.leftOut, .leftOutText)
    case .held: (.held, .heldText)
    case .merged: (.merged, .mergedText)
    case .correction: (.correction, .correctionText)
    case .takenBack: (.takenBack, .takenBackText)
    case .size: (.size, .sizeText)
    case .profile: (.profile, .profileText)
    case .declared: (.declared, .declaredText)
    }
  }
}
