namespace Mesh.Core.Findings;

/// <summary>How bad a finding is. The order counts: <c>--fail-on warning</c> takes warnings and errors.</summary>
public enum Severity
{
    /// <summary>Good to know.</summary>
    Info,

    /// <summary>Works today, and will hurt.</summary>
    Warning,

    /// <summary>Does not work, or will not once applied.</summary>
    Error,
}
