namespace Mesh.Core.Diagnosis.Explaining;

/// <summary>How sure an explanation is.</summary>
public enum Confidence
{
    /// <summary>The message is weak, or has several causes of which none could be looked at.</summary>
    Possible,

    /// <summary>The message leaves one cause only.</summary>
    Likely,

    /// <summary>A check has seen that it is so.</summary>
    Proven,
}
