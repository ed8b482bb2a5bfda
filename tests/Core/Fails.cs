using Mesh.Core.Findings;
using NUnit.Framework.Constraints;

namespace Mesh.Core.Tests;

/// <summary>How something is expected to fail.</summary>
internal static class Fails
{
    /// <summary>By a <see cref="MeshException"/> with this exit code, whose message holds <paramref name="text"/>.</summary>
    public static ContainsConstraint With(int exitCode, string text) =>
        Throws.InstanceOf<MeshException>().With.Property(nameof(MeshException.ExitCode)).EqualTo(exitCode).And.Message.Contains(text);
}
