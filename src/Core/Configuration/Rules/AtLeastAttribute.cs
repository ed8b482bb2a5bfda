namespace Mesh.Core.Configuration.Rules;

/// <summary>The smallest number that makes sense.</summary>
/// <param name="minimum">The number.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AtLeastAttribute(int minimum) : Attribute
{
    /// <summary>The number.</summary>
    public int Minimum => minimum;
}
