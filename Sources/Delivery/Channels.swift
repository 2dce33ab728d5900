/// Channels.
public enum Channels {}
