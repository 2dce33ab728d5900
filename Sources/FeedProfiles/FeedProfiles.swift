/// Profiles of the feed.
public enum FeedProfiles {}
