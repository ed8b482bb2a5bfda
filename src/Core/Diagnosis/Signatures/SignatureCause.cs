using Mesh.Core.Diagnosis.Checks;

namespace Mesh.Core.Diagnosis.Signatures;

/// <summary>One of the reasons a message can have.</summary>
/// <param name="Text">The reason, in one sentence without a full stop.</param>
/// <param name="Look">What to look at to know whether it is this one, for people.</param>
/// <param name="Check">The same for the program; null where it cannot look.</param>
/// <param name="Remedy">What to do, in one sentence without a full stop.</param>
/// <param name="Proves">False where the check can rule the cause out and what it finds makes it no more than suspect, such as a second control plane.</param>
public sealed record SignatureCause(string Text, string Look, CheckCall? Check, string Remedy, bool Proves = true);
