// What a lesson page does with the component, small: show questions and note the answers.

import { defineMtQuestion } from "/component.js";

defineMtQuestion();
window.answers = [];
window.violations = [];
document.addEventListener("mt-answer", (event) => window.answers.push(event.detail));
document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));

window.ask = (question, properties) => {
  const element = document.createElement("mt-question");
  document.querySelector("main").append(element);
  element.question = question;
  Object.assign(element, properties);
};
document.documentElement.dataset.ready = "yes";
